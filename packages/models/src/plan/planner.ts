import { must } from '@scholia/core';
import type { NetworkShape } from '../network/network.ts';
import { type Device, ORDINARY_DEVICE, stepMemoryMiB, stepOperations } from './cost.ts';
import type { CaseFacts } from './facts.ts';
import { type Plan, planSchema, shapeOf } from './plan.ts';

export interface PlanningInput {
  /** Of some of the cases: a few say enough about a data set. */
  readonly cases: readonly CaseFacts[];
  readonly labels: readonly number[];
  readonly device?: Device | undefined;
  /** How long a training may take. (Default: 120) */
  readonly seconds?: number | undefined;
  /** Decides the weights before any training. */
  readonly seed?: number | undefined;
  /** What people want otherwise. */
  readonly overrides?: Partial<Plan> | undefined;
}

/** Why a plan is as it is, for people. */
export interface Reason {
  readonly about: 'spacing' | 'patch' | 'network' | 'intensity' | 'augmentation' | 'training';
  readonly text: string;
}

export interface Planned {
  readonly plan: Plan;
  readonly reasons: readonly Reason[];
}

/**
 * Steps that a training of so many seconds should at least have: with fewer, finer voxels and wider networks learn less than coarser and
 * narrower ones.
 */
const leastSteps = (seconds: number) => 600 * Math.sqrt(seconds / 120);
/** Channels of the finest level, from which the widest affordable one is taken. */
const WIDTHS = [32, 24, 16, 12, 8] as const;
/** Resolution is given up for context only so far. */
const COARSEST = 2.5;
/** A patch sees at least so many voxels, whatever the budget; and no side is longer, so that a thin slab does not become a needle. */
const FEWEST_VOXELS = 1 << 16;
const LONGEST_SIDE = 256;
const MOST_LEVELS = 5;
/** Voxels of the deepest level along an axis. */
const DEEPEST_SIDE = 4;
/** An axis whose voxels are so many times as long as the shortest is left alone until the others have caught up (Isensee et al. 2021). */
const THICK = 2;

/**
 * Plans for a data set, a device and a budget of time: the grid on which a whole image, or as much of it as may be, fits one patch; then the
 * widest network whose training still has enough steps and fits the memory. Axes of thick slices are halved later. After nnU-Net's
 * heuristics (Isensee et al. 2021, Nature Methods 18, 203-211), for minutes on processors instead of days on a graphics card.
 */
export function planTraining(input: PlanningInput): Planned {
  const { cases, labels, device = ORDINARY_DEVICE, seconds = 120, seed = 1, overrides = {} } = input;
  must(cases[0], 'planning needs at least one case');
  const spacing = axes((axis) => median(cases.map((one) => one.spacingMm[axis])));
  const extentMm = axes((axis) => median(cases.map((one) => one.dims[axis] * one.spacingMm[axis])));
  const base = {
    labels: [...labels].sort((a, b) => a - b),
    dropout: 0.2,
    learningRate: 3e-3,
    seed,
    intensity: intensityOf(cases),
    augmentation: { flip: flipsOf(cases, labels) },
  };
  const candidates = WIDTHS.map((width) =>
    planSchema.parse({ ...base, ...gridFor(width, spacing, extentMm, device, seconds), ...overrides }),
  );
  // The widest that can be afforded and costs neither resolution nor context.
  const narrowest = candidates[candidates.length - 1];
  const wider = candidates.find(
    (one) =>
      isAffordable(shapeOf(one), one.patch, device, seconds) &&
      one.targetSpacingMm.every((mm, axis) => mm <= 1.001 * narrowest.targetSpacingMm[axis]) &&
      sizeOf(one.patch) >= 0.9 * sizeOf(narrowest.patch),
  );
  const plan = wider ?? narrowest;
  return { plan, reasons: reasonsFor(plan, spacing, extentMm, seconds, device, cases) };
}

/** Spacing, patch and network for a width, as fine as time and memory allow. */
function gridFor(width: number, spacing: Axes, extentMm: Axes, device: Device, seconds: number) {
  const floor = Math.min(...spacing);
  const typical = Math.cbrt(spacing[0] * spacing[1] * spacing[2]);
  for (let least = floor; ; least *= 1.05) {
    const target = axes((axis) => Math.max(spacing[axis], least));
    const whole = networkFor(
      width,
      target,
      axes((axis) => extentMm[axis] / target[axis]),
    );
    if (isNetworkAffordable(whole, device, seconds)) return whole;
    if (least * 1.05 <= typical * COARSEST) continue;
    return shrunkUntil(
      width,
      target,
      axes((axis) => extentMm[axis] / target[axis]),
      device,
      seconds,
    );
  }
}

/** A patch of the image's proportions that can be afforded, or the smallest there is. */
function shrunkUntil(width: number, target: Axes, voxels: Axes, device: Device, seconds: number) {
  for (let shrink = 0.97; ; shrink *= 0.97) {
    const part = networkFor(
      width,
      target,
      axes((axis) => voxels[axis] * shrink),
    );
    if (sizeOf(part.patch) <= FEWEST_VOXELS || isNetworkAffordable(part, device, seconds) || shrink < 0.05) return part;
  }
}

/** Levels, factors and kernels along z, y, x for a patch of about so many voxels along x, y, z. */
function networkFor(width: number, targetSpacingMm: Axes, voxels: Axes) {
  const factors: Axes[] = [[1, 1, 1]];
  const kernels: Axes[] = [];
  let mm: Axes = targetSpacingMm;
  let sides = axes((axis) => Math.min(LONGEST_SIDE, voxels[axis]));
  for (;;) {
    const shortest = Math.min(...mm);
    kernels.push(zyx(axes((axis) => (mm[axis] > THICK * shortest ? 1 : 3))));
    const halves = axes((axis) => (mm[axis] <= THICK * shortest && sides[axis] >= 2 * DEEPEST_SIDE - 1 ? 2 : 1));
    if (factors.length === MOST_LEVELS || halves.every((half) => half === 1)) break;
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
  const patch = zyx(
    axes((axis) => step[axis] * Math.max(1, Math.ceil((Math.min(LONGEST_SIDE, voxels[axis]) - 0.5) / step[axis]))),
  );
  return { targetSpacingMm, patch, channels, factors, kernels };
}

const isNetworkAffordable = (network: ReturnType<typeof networkFor>, device: Device, seconds: number) =>
  isAffordable({ ...network, inputs: 1, classes: 2, isDeeplySupervised: false }, network.patch, device, seconds);

function isAffordable(shape: NetworkShape, patch: Axes, { gflops, memoryMiB }: Device, seconds: number): boolean {
  const stepSeconds = stepOperations(shape, patch) / (1e9 * gflops);
  return stepSeconds * leastSteps(seconds) <= seconds && stepMemoryMiB(shape, patch) <= memoryMiB;
}

/** By the data set where all images are in Hounsfield units and something is labelled, else each image by itself. */
function intensityOf(cases: readonly CaseFacts[]): Plan['intensity'] {
  const labelled = cases.flatMap((one) => one.labelled ?? []);
  if (labelled.length === 0 || !cases.every(({ isHounsfield }) => isHounsfield)) return { by: 'image' };
  const average = (of: (one: (typeof labelled)[number]) => number) =>
    labelled.reduce((sum, one) => sum + of(one), 0) / labelled.length;
  const deviation = average((one) => one.deviation);
  if (deviation === 0) return { by: 'image' };
  return {
    by: 'data set',
    low: Math.min(...labelled.map(({ low }) => low)),
    high: Math.max(...labelled.map(({ high }) => high)),
    mean: average(({ mean }) => mean),
    deviation,
  };
}

/** A label is in the middle of an axis when no image has it farther from there. */
const OFF_CENTRE = 0.12;

/** An axis may be mirrored when every label lies across its middle in every image: what has a side would change it. */
function flipsOf(cases: readonly CaseFacts[], labels: readonly number[]): [boolean, boolean, boolean] {
  const places = cases.flatMap((one) =>
    labels.flatMap((label) => {
      const place = one.places.get(label);
      return place ? [place] : [];
    }),
  );
  // The body's front is not its back, and its top not its bottom: only left and right look alike.
  const isCentral = places.length > 0 && places.every(([x]) => Math.abs(x - 0.5) <= OFF_CENTRE);
  return [isCentral, false, false];
}

type Axes = [number, number, number];

const sizeOf = ([a, b, c]: Axes) => a * b * c;

/** Along x, y, z. */
function axes(of: (axis: number) => number): Axes {
  return [of(0), of(1), of(2)];
}

const zyx = ([x, y, z]: Axes): Axes => [z, y, x];

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function reasonsFor(
  plan: Plan,
  spacing: Axes,
  extentMm: Axes,
  seconds: number,
  device: Device,
  cases: readonly CaseFacts[],
): Reason[] {
  const { targetSpacingMm, patch, channels, intensity, augmentation } = plan;
  const round = (value: number) => Number(value.toPrecision(2));
  const times = (values: readonly number[]) => values.map(round).join(' x ');
  const isWhole = patch.every((size, axis) => size >= Math.floor(extentMm[2 - axis] / targetSpacingMm[2 - axis]));
  const isCoarser = targetSpacingMm.some((mm, axis) => mm > 1.001 * spacing[axis]);
  const stepMs = stepOperations(shapeOf(plan), patch) / (1e6 * device.gflops);
  const thick = shapeOf(plan).kernels[0].some((size) => size === 1);
  const smallest = [...cases.flatMap((one) => [...one.voxels.values()])].sort((a, b) => a - b)[0];
  return [
    {
      about: 'spacing',
      text: isCoarser
        ? `${times(targetSpacingMm)} mm: coarser than the images' ${times(spacing)} mm, so that more of an image is seen at once.`
        : `${times(targetSpacingMm)} mm, as the median of the images.`,
    },
    {
      about: 'patch',
      text: `${patch.toReversed().join(' x ')} voxels: ${isWhole ? 'a whole image' : 'as much of an image as time and memory allow'}${smallest === undefined ? '' : `; the smallest labelled structure has ${smallest} voxels in an image`}.`,
    },
    {
      about: 'network',
      text: `${plan.network} with ${channels.join(', ')} channels: a step takes about ${round(stepMs)} ms here and ${round(stepMemoryMiB(shapeOf(plan), patch))} MiB.${thick ? ' The finest levels work within slices, because slices are thick.' : ''}`,
    },
    {
      about: 'intensity',
      text:
        intensity.by === 'image'
          ? 'Each image by its own mean and deviation, because units differ from scan to scan.'
          : `Hounsfield units between ${round(intensity.low)} and ${round(intensity.high)}, where the labels are.`,
    },
    {
      about: 'augmentation',
      text: augmentation.flip[0]
        ? 'Turned, scaled, moved, and mirrored left to right, because every label lies across the middle.'
        : 'Turned, scaled and moved; not mirrored, because labels have a side.',
    },
    { about: 'training', text: `${round(seconds)} s: about ${Math.round((1000 * seconds) / stepMs)} steps.` },
  ];
}
