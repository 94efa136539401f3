import { Labelmap } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { seedPatch } from './seed-patch.ts';

const grid = { dims: [6, 2, 2], spacingUm: [1000, 1000, 1000] } as const;
// Two bright rows of three, one above the other; the rest is dark.
const voxels = [9, 9, 8, 0, 0, 9, 0, 0, 0, 0, 0, 0, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const viewer = {
  intensities: { voxels, slope: 10, intercept: 0 },
  view: { window: { min: 0, max: 100 } } as never,
};
const seed = {
  layer: 'labels',
  value: 2,
  seed: [0, 0, 0],
  axis: undefined,
  range: undefined,
  policy: { mode: 'all' },
  locked: [],
} as const;

describe('seedPatch', () => {
  const filled = (changes: Partial<Parameters<typeof seedPatch>[2]>) => {
    const patch = seedPatch({ grid, labels: new Labelmap(grid.dims) }, viewer, { ...seed, ...changes });
    if (patch.type === 'Refused') return patch.message;
    return [...patch.changes.toDense().keys()].filter((at) => patch.changes.toDense()[at] === 2);
  };

  it('takes what is connected and looks like the seed, in 3D or in the slice', () => {
    expect(filled({})).toEqual([0, 1, 2, 12, 13, 14]);
    expect(filled({ axis: 2 })).toEqual([0, 1, 2]);
  });

  it('keeps to a range, and says why it does nothing', () => {
    expect(filled({ range: { low: 85, high: 95 } })).toEqual([0, 1, 12, 13, 14]);
    expect(filled({ seed: [3, 0, 0], range: { low: 85, high: 95 } })).toMatch('outside of the range');
    expect(seedPatch({ grid, labels: new Labelmap(grid.dims) }, { ...viewer, intensities: undefined }, seed)).toEqual({
      type: 'Refused',
      message: 'The image is still being loaded.',
    });
  });
});
