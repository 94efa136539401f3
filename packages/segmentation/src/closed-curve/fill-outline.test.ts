import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillOutline } from './fill-outline.ts';

/** Rows of '#' for a curve and '.' for none. */
const pixels = (...rows: string[]) => Uint8Array.from(rows.join(''), (pixel) => (pixel === '#' ? 1 : 0));
const drawn = (filled: Uint8Array | undefined, width: number) =>
  filled &&
  Array.from({ length: filled.length / width }, (_, y) =>
    [...filled.subarray(y * width, (y + 1) * width)].map((is) => (is === 1 ? '#' : '.')).join(''),
  );

describe('fillOutline', () => {
  it('fills a curve whose pixels touch at corners only, and what lies in curves beside it', () => {
    const filled = fillOutline(pixels('..#...#####', '.#.#..#...#', '#...#.#...#', '.#.#..#####', '..#........'), 11);
    expect(drawn(filled, 11)).toEqual(['..#...#####', '.###..#####', '#####.#####', '.###..#####', '..#........']);
  });

  it('takes a curve that runs along the border, or leaves a tail', () => {
    const filled = fillOutline(pixels('####', '#..#', '#..#', '####', '#...'), 4);
    expect(drawn(filled, 4)).toEqual(['####', '####', '####', '####', '#...']);
  });

  it('knows an open curve, a curve closed only by the border, and one around nothing', () => {
    expect(fillOutline(pixels('#####', '#...#', '#...#', '##.##'), 5)).toBeUndefined();
    expect(fillOutline(pixels('#..#', '#..#', '####'), 4)).toBeUndefined();
    expect(fillOutline(pixels('....', '.##.', '.##.', '....'), 4)).toBeUndefined();
    expect(fillOutline(pixels('#'), 1)).toBeUndefined();
  });

  it('leaves outside what has a neighbour outside, and nothing else', () => {
    const pictures = fc.integer({ min: 1, max: 7 }).chain((width) =>
      fc.integer({ min: 1, max: 7 }).chain((height) =>
        fc.record({
          width: fc.constant(width),
          curve: fc.uint8Array({ max: 1, minLength: width * height, maxLength: width * height }),
        }),
      ),
    );
    fc.assert(
      fc.property(pictures, ({ width, curve }) => {
        const height = curve.length / width;
        const outside = new Set<number>();
        const isOut = (x: number, y: number) =>
          x < 0 || y < 0 || x >= width || y >= height || outside.has(x + width * y);
        for (let before = -1; before !== outside.size; ) {
          before = outside.size;
          curve.forEach((wall, at) => {
            const [x, y] = [at % width, Math.floor(at / width)];
            if (wall === 0 && (isOut(x - 1, y) || isOut(x + 1, y) || isOut(x, y - 1) || isOut(x, y + 1)))
              outside.add(at);
          });
        }
        const expected = curve.map((_, at) => (outside.has(at) ? 0 : 1));
        const isClosed = expected.some((is, at) => is === 1 && curve[at] === 0);
        expect(fillOutline(curve, width)).toEqual(isClosed ? expected : undefined);
      }),
    );
  });
});
