import { describe, expect, it } from 'vitest';
import { longestMm, shortestMm } from './extent.ts';

describe('the extent of an image', () => {
  it('is told in mm; an axis of one voxel has no say in how fine it is', () => {
    const thick = { dims: [60, 50, 20], spacingMm: [0.5, 0.5, 3] } as const;
    expect([shortestMm(thick), longestMm(thick)]).toEqual([0.5, 60]);
    expect(shortestMm({ dims: [60, 50, 1], spacingMm: [0.7, 0.5, 0.1] })).toBe(0.5);
    expect(shortestMm({ dims: [1, 1, 1], spacingMm: [3, 2, 4] })).toBe(2);
  });
});
