import { describe, expect, it } from 'vitest';
import { planFacts, planFieldsOf } from './plan.ts';

describe('planFacts', () => {
  it('tells the grid along x, y, z, and how much of an image a patch sees', () => {
    const plan = {
      targetSpacingMm: [1, 1, 2.50001],
      patch: [16, 64, 48],
      network: 'unet',
      channels: [8, 16],
      optimiser: 'adam',
      learningRate: 0.003,
      seed: 1,
    };
    expect(planFacts(plan)).toEqual([
      { name: 'Voxel', value: '1 × 1 × 2.5 mm' },
      { name: 'Patch', value: '48 × 64 × 16 voxels, 48 × 64 × 40 mm' },
      { name: 'Network', value: 'U-Net' },
      { name: 'Channels', value: '8, 16' },
      { name: 'Optimiser', value: 'adam, rate 0.003' },
    ]);
  });

  it('tells nothing of what it does not know', () => {
    for (const plan of [null, undefined, 'a plan', [], { patch: [1, 2] }]) {
      expect(planFacts(plan)).toEqual([]);
      expect(planFieldsOf(plan)).toEqual({});
    }
  });
});
