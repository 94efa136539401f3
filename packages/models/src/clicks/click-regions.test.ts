import type { AxisMap } from '@scholia/geometry';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../plan/plan.ts';
import { clickRegions } from './click-regions.ts';

const RAS: AxisMap = { perm: [0, 1, 2], flip: [false, false, false] };
/** Half as fine as its file along i and j. */
const image = { map: RAS, dims: [50, 50, 40], fileDims: [100, 100, 40] } as const;
const plan: Pick<Plan, 'method' | 'patch'> = { method: 'deepgrow-3d', patch: [16, 20, 24] };
const click = (i: number, j: number, k: number, inside = 1) => ({ ijk: [i, j, k] as const, class: inside });

describe('clickRegions', () => {
  it('is one window of the network around the clicks, within the image', () => {
    expect(clickRegions(plan, image, [click(50, 60, 20)])).toEqual([{ from: [27, 41, 13], size: [48, 40, 16] }]);
    const [corner] = clickRegions(plan, image, [click(0, 99, 39)]);
    expect(corner).toEqual({ from: [0, 60, 24], size: [48, 40, 16] });
  });

  it('reaches over clicks that are far apart, and does not follow those outside', () => {
    const [wide] = clickRegions(plan, image, [click(20, 50, 20), click(80, 50, 20), click(2, 2, 2, 0)]);
    expect(wide.from[0]).toBeLessThanOrEqual(8);
    expect(wide.from[0] + wide.size[0]).toBeGreaterThanOrEqual(92);
    expect(wide.size.slice(1)).toEqual([40, 16]);
    expect(clickRegions(plan, image, [click(2, 2, 2, 0)])).toEqual([]);
  });

  it('looks at slices by themselves, along whichever axis of the file they lie', () => {
    const flat: typeof plan = { method: 'deepgrow-2d', patch: [1, 32, 32] };
    const regions = clickRegions(flat, image, [click(50, 50, 9), click(50, 50, 4), click(52, 50, 9)]);
    expect(regions.map(({ from, size }) => [from[2], size[2]])).toEqual([
      [4, 1],
      [9, 1],
    ]);
    const sagittal = { ...image, map: { perm: [1, 2, 0], flip: [false, false, false] } } as const;
    expect(clickRegions(flat, sagittal, [click(7, 50, 9)])).toMatchObject([{ from: [7, 19, 0], size: [1, 64, 32] }]);
  });
});
