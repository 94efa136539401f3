import { Labelmap } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { thresholdPatch } from './threshold-patch.ts';

describe('thresholdPatch', () => {
  it('keeps to the range in the file\u2019s units, whatever the slope', () => {
    const grid = { dims: [8, 1, 1], spacingUm: [1000, 1000, 1000] } as const;
    const fold = { grid, labels: new Labelmap(grid.dims) };
    const shape = { shape: 'disc', axis: 2, radiusUm: 20_000, points: Int32Array.of(32, 0, 0) } as const;
    const paint = { layer: 'labels', value: 2, shape, policy: { mode: 'all' }, locked: [] } as const;
    // Units: 100, 90, 80, ... 30
    const intensities = { voxels: [0, 1, 2, 3, 4, 5, 6, 7], slope: -10, intercept: 100 };
    const [changes, options] = thresholdPatch(fold, { intensities }, paint, { low: 50, high: 80 });
    expect([...changes.toDense()]).toEqual([0, 0, 2, 2, 2, 2, 0, 0]);
    expect(options).toMatchObject({ tool: 'thresholdBrush', parameters: { low: 50, high: 80, radiusUm: 20_000 } });
  });
});
