import type { NetworkShape } from '../network/network.ts';
import { type Device, stepMemoryMiB, stepSeconds } from './cost.ts';

export type Axes = [number, number, number];

/** What a network is to be planned for. Axes along x, y, z. */
export interface Task {
  /** Of the images. */
  readonly spacingMm: Axes;
  /** What one patch should see, if it can. */
  readonly extentMm: Axes;
  readonly isFlat: boolean;
  /** Finer voxels may be given up to see more. */
  readonly mayCoarsen: boolean;
  readonly shape: Pick<NetworkShape, 'inputs' | 'classes'>;
  readonly mostLevels: number;
  readonly device: Device;
  /** For steps. */
  readonly seconds: number;
}

export interface GridPlan {
  readonly targetSpacingMm: Axes;
  /** z, y, x */
  readonly patch: Axes;
  readonly channels: number[];
  /** z, y, x, per level */
  readonly factors: Axes[];
  readonly kernels: Axes[];
}

/**
 * Steps that a training of so many seconds should at least have: with fewer, finer voxels and wider networks learn less than coarser and
 * narrower ones.
 */
const leastSteps = (seconds: number) => 700 * Math.sqrt(seconds / 120);
/** Resolution is given up for context only so far. */
const COARSEST = 2.5;
/** A patch sees at least so many voxels, whatever the budget; and no side is longer, so that a thin slab does not become a needle. */
const FEWEST_VOXELS = 1 << 16;
const LONGEST_SIDE = 256;
/** Voxels of the deepest level along an axis. */
const DEEPEST_SIDE = 4;
/** An axis whose voxels are so many times as long as the shortest is left alone until the others have caught up (Isensee et al. 2021). */
const THICK = 2;

/** Spacing, patch and network for a width of the finest level, as fine as time and memory allow. */
export function gridFor(width: number, task: Task): GridPlan {
  const { spacingMm, extentMm, mayCoarsen } = task;
  const typical = Math.cbrt(sizeOf(spacingMm));
  for (let least = Math.min(...spacingMm); ; least *= 1.05) {
    const target = axes((axis) => Math.max(spacingMm[axis], least));
    const voxels = axes((axis) => extentMm[axis] / target[axis]);
    const whole = networkFor(width, target, voxels, task);
    if (isAffordable(shapeFor(whole, task), whole.patch, task)) return whole;
    if (mayCoarsen && least * 1.05 <= typical * COARSEST) continue;
    return shrunkUntil(width, target, voxels, task);
  }
}

/** A patch of the extent's proportions that can be afforded, or the smallest there is. */
function shrunkUntil(width: number, target: Axes, voxels: Axes, task: Task): GridPlan {
  for (let shrink = 0.97; ; shrink *= 0.97) {
    const part = networkFor(
      width,
      target,
      axes((axis) => voxels[axis] * shrink),
      task,
    );
    const isSmall = sizeOf(part.patch) <= FEWEST_VOXELS || shrink < 0.05;
    if (isSmall || isAffordable(shapeFor(part, task), part.patch, task)) return part;
  }
}

/** Levels, factors and kernels along z, y, x for a patch of about so many voxels along x, y, z. */
function networkFor(width: number, targetSpacingMm: Axes, voxels: Axes, { isFlat, mostLevels }: Task): GridPlan {
  const factors: Axes[] = [[1, 1, 1]];
  const kernels: Axes[] = [];
  let mm: Axes = targetSpacingMm;
  const wanted = axes((axis) => (isFlat && axis === 2 ? 1 : Math.min(LONGEST_SIDE, voxels[axis])));
  let sides = wanted;
  for (;;) {
    // Slices by themselves are as far apart as can be.
    const isThick = (axis: number) => mm[axis] > THICK * Math.min(...mm) || (isFlat && axis === 2);
    kernels.push(zyx(axes((axis) => (isThick(axis) ? 1 : 3))));
    const halves = axes((axis) => (!isThick(axis) && sides[axis] >= 2 * DEEPEST_SIDE - 1 ? 2 : 1));
    if (factors.length === mostLevels || halves.every((half) => half === 1)) break;
    factors.push(zyx(halves));
    mm = axes((axis) => mm[axis] * halves[axis]);
    sides = axes((axis) => sides[axis] / halves[axis]);
  }
  if (factors.length === 1) {
    // A network has two levels; along axes that are not halved nothing changes.
    factors.push([1, 1, 1]);
    kernels.push(kernels[0]);
  }
  const channels = factors.map((_, level) => width * 2 ** level);
  const step = axes((axis) => factors.reduce((product, factor) => product * factor[2 - axis], 1));
  const patch = zyx(axes((axis) => step[axis] * Math.max(1, Math.ceil((wanted[axis] - 0.5) / step[axis]))));
  return { targetSpacingMm, patch, channels, factors, kernels };
}

const shapeFor = (network: GridPlan, { shape }: Task): NetworkShape => ({
  ...network,
  ...shape,
  isDeeplySupervised: false,
});

/** More patches a step where there is time for it: four times the least steps for two, eight times for four. */
export function batchFor(shape: NetworkShape, patch: Axes, { device, seconds }: Task): number {
  const spare = seconds / stepSeconds(shape, patch, device) / leastSteps(seconds);
  return spare >= 8 ? 4 : spare >= 4 ? 2 : 1;
}

/** Within time and memory. */
export function isAffordable(shape: NetworkShape, patch: Axes, { device, seconds }: Task): boolean {
  return (
    stepSeconds(shape, patch, device) * leastSteps(seconds) <= seconds &&
    stepMemoryMiB(shape, patch) <= device.memoryMiB
  );
}

export const sizeOf = ([a, b, c]: Axes) => a * b * c;

/** Along x, y, z. */
export function axes(of: (axis: number) => number): Axes {
  return [of(0), of(1), of(2)];
}

const zyx = ([x, y, z]: Axes): Axes => [z, y, x];
