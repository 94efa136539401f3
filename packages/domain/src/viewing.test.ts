import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeEvent, type PayloadOf, parsePayload } from './event.ts';

const fixture: PayloadOf<'ReadingViewed'> = JSON.parse(
  readFileSync(new URL('./events/fixtures/reading-viewed.v1.json', import.meta.url), 'utf8'),
);
const [axial, sagittal] = fixture.planes;
const withAxial = (change: object) => () =>
  parsePayload('ReadingViewed', { ...fixture, planes: [{ ...axial, ...change }, sagittal] });

describe('ReadingViewed', () => {
  it('[DO3] refuses slices that repeat, touch, go backwards or leave the image', () => {
    expect(withAxial({})).not.toThrow();
    const wrong = [
      [[5, 3]],
      [
        [0, 10],
        [10, 20],
      ],
      [
        [0, 10],
        [11, 20],
      ],
      [
        [30, 40],
        [0, 10],
      ],
      [[80, 96]],
      [],
    ];
    for (const runs of wrong) expect(withAxial({ runs }), JSON.stringify(runs)).toThrow();
  });

  it('[DO3] counts at least the slices that it names, and no more than there are', () => {
    expect(withAxial({ shown: 84 })).toThrow('must be those of the runs');
    expect(withAxial({ shown: 86 })).not.toThrow();
    expect(withAxial({ shown: 97 })).toThrow('must be those of the runs');
  });

  it('[DO3] tells each plane and each axis once', () => {
    expect(() => parsePayload('ReadingViewed', { ...fixture, planes: [axial, axial] })).toThrow('a plane is told once');
    const tilted = { ...sagittal, axis: axial.axis };
    expect(() => parsePayload('ReadingViewed', { ...fixture, planes: [axial, tilted] })).toThrow(
      'an axis is told once',
    );
  });

  it('is told with how long, and how much of the planes that were gone through', () => {
    const actor = { type: 'system', name: 'reader-1' } as const;
    const told = (payload: typeof fixture) => describeEvent({ type: 'ReadingViewed', payload, actor }, () => 'case-03');
    expect(told(fixture)).toBe('reader-1 looked at case-03 for 2 min 10 s: 85 of 96 axial slices.');
    expect(told({ ...fixture, dwellMs: 12_400, planes: [axial, { ...sagittal, shown: 13 }] })).toBe(
      'reader-1 looked at case-03 for 12 s: 85 of 96 axial, 13 of 128 sagittal slices.',
    );
    expect(told({ ...fixture, planes: [sagittal] })).toMatch(/: 1 of 128 sagittal slices\.$/);
  });

  it('stays below 16 KB however much is in it', () => {
    const runs = Array.from({ length: 200 }, (_, n) => [60_000 + 4 * n, 60_001 + 4 * n]);
    const ms = 9_999_999_999;
    const plane = { of: 65_535, shown: 400, runs, dwellMs: ms, dwellByPart: Array(16).fill(ms) };
    const payload = {
      ...fixture,
      planes: [
        { ...plane, plane: 'axial', axis: 0 },
        { ...plane, plane: 'coronal', axis: 1 },
        { ...plane, plane: 'sagittal', axis: 2 },
      ],
      windows: Array(8).fill({ centre: -1.23e-100, width: 4.56e-100, dwellMs: ms }),
      toolsMs: Object.fromEntries(Array.from({ length: 24 }, (_, n) => [`${n}`.padEnd(20, 'x'), ms])),
    };
    expect(JSON.stringify(parsePayload('ReadingViewed', payload)).length).toBeLessThan(16_384);
  });
});
