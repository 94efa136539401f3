import { type Plan, shapeOf } from './plan.ts';

/** Voxels along an axis that the coarsest level keeps: its normalisation needs some to tell contrast. */
const COARSEST = 2;

/**
 * The plan with its patch halved `times` times, each time along its longest axis, to multiples of what the levels divide it by: what
 * takes less memory. Weights do not depend on the patch. Undefined where there is nothing left to halve.
 */
export function withSmallerPatch(plan: Plan, times: number): Plan | undefined {
  const { factors } = shapeOf(plan);
  const divisors = [0, 1, 2].map((axis) => factors.reduce((product, level) => product * level[axis], 1));
  const patch = [...plan.patch] as Plan['patch'];
  for (let n = 0; n < times; n++) {
    const halves = patch.map((size, axis) => Math.ceil(size / 2 / divisors[axis]) * divisors[axis]);
    const canHalve = halves.map((half, axis) => half < patch[axis] && half >= COARSEST * divisors[axis]);
    const [longest] = [0, 1, 2].filter((axis) => canHalve[axis]).sort((a, b) => patch[b] - patch[a]);
    if (longest === undefined) return undefined;
    patch[longest] = halves[longest];
  }
  return { ...plan, patch };
}
