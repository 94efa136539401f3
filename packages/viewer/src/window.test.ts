import { describe, expect, it } from 'vitest';
import { autoWindow, CT_PRESETS, dragWindow } from './window.ts';

describe('autoWindow', () => {
  it('ignores outliers and scales', () => {
    const voxels = Int16Array.from({ length: 100_000 }, (_, n) => (n === 500 ? 32_000 : n % 1000));
    const { min, max } = autoWindow(voxels, 2, -100);
    expect(min).toBeCloseTo(2 * 10 - 100, -1);
    expect(max).toBeCloseTo(2 * 989 - 100, -1);
  });

  it('is never empty', () => {
    for (const voxels of [new Float32Array(50), new Float32Array(0), Float32Array.of(Number.NaN, 3), sparse()])
      for (const { min, max } of [autoWindow(voxels), autoWindow(voxels, -1, 4)]) expect(max).toBeGreaterThan(min);
  });
});

function sparse(): Float32Array {
  const voxels = new Float32Array(1000);
  voxels[0] = 5;
  return voxels;
}

describe('dragWindow', () => {
  it('right widens, up brightens', () => {
    expect(dragWindow({ min: 0, max: 100 }, [300, 0])).toEqual({ min: -50, max: 150 });
    expect(dragWindow({ min: 0, max: 100 }, [0, -150])).toEqual({ min: -50, max: 50 });
  });
});

it('presets are as customary', () => {
  expect(CT_PRESETS).toHaveLength(9);
  expect(CT_PRESETS[0]).toEqual({ name: 'Brain', min: 0, max: 80 });
});
