import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutWindow, layWindows, windowShape, windowStarts, windowWeights } from './windows.ts';

describe('windowStarts', () => {
  it('covers every voxel, inside the volume, overlapping by the share asked for or more', () => {
    const share = fc.constantFrom(0, 0.25, 0.5, 0.75);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 60 }), share, (size, window, overlap) => {
        const starts = windowStarts(size, window, overlap);
        if (size <= window) {
          expect(starts).toHaveLength(1);
          expect(starts[0] <= 0 && starts[0] + window >= size).toBe(true);
          return;
        }
        expect(starts[0]).toBe(0);
        expect(starts[starts.length - 1] + window).toBe(size);
        const step = Math.max(1, (1 - overlap) * window);
        for (const [n, start] of starts.slice(1).entries()) {
          expect(start - starts[n]).toBeLessThan(step + 1);
          expect(start).toBeGreaterThan(starts[n]);
        }
      }),
    );
  });

  it('takes each slice once where a window is one slice', () => {
    expect(windowStarts(5, 1)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('windowWeights', () => {
  it('is largest in the middle, symmetric and never zero', () => {
    const weights = windowWeights(16);
    expect(Math.max(...weights)).toBe(weights[8]);
    for (const [n, weight] of weights.entries()) expect(weight).toBeCloseTo(weights[15 - n], 6);
    expect(Math.min(...weights)).toBeGreaterThan(0);
  });
});

describe('cutWindow', () => {
  it('copies what lies inside and leaves 0 outside', () => {
    const source = Float32Array.from({ length: 8 }, (_, at) => at + 1);
    const image = { data: source, dims: [2, 2, 2] as const };
    const shape = windowShape({ perm: [0, 1, 2], flip: [false, false, false] }, [1, 2, 4]);
    expect([...cutWindow(image, shape, [-1, 0, 1])]).toEqual([0, 5, 6, 0, 0, 7, 8, 0]);
  });

  it('turns what it cuts out into canonical order', () => {
    const image = { data: Float32Array.from({ length: 6 }, (_, at) => at + 1), dims: [3, 2, 1] as const };
    // File axis j runs along x, i against y.
    const shape = windowShape({ perm: [1, 0, 2], flip: [false, true, false] }, [1, 2, 2]);
    expect(shape.size).toEqual([2, 2, 1]);
    expect([...cutWindow(image, shape, [1, 0, 0])]).toEqual([3, 6, 2, 5]);
  });
});

describe('layWindows', () => {
  const shape = windowShape({ perm: [0, 1, 2], flip: [false, false, false] }, [16, 16, 16]);

  it('mirrors with the image: the same anatomy gets the same windows', () => {
    const flipped = windowShape({ perm: [0, 1, 2], flip: [true, false, false] }, [16, 16, 16]);
    const whole = { from: [0, 0, 0], size: [45, 16, 16] } as const;
    const [starts] = layWindows([45, 16, 16], shape, whole);
    expect(layWindows([45, 16, 16], flipped, whole)[0]).toEqual(starts.map((start) => 45 - 16 - start).reverse());
  });

  it('looks around a small box, and never beyond the image where there is enough of it', () => {
    const around = (from: number) => layWindows([40, 8, 16], shape, { from: [from, 2, 0], size: [4, 3, 16] });
    expect(around(18)).toEqual([[12], [-4], [0]]);
    expect(around(0)[0]).toEqual([0]);
    expect(around(36)[0]).toEqual([24]);
  });
});
