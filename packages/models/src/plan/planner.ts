import { AppError, must } from '@scholia/core';
import { METHODS, type Method, type MethodName } from '../method/registry.ts';
import { type Device, ORDINARY_DEVICE } from './cost.ts';
import type { CaseFacts } from './facts.ts';
import { axes, batchFor, gridFor, isAffordable, sizeOf, type Task } from './grid.ts';
import { type Plan, planSchema, problemsOf, shapeOf } from './plan.ts';
import { type Reason, reasonsFor } from './reasons.ts';

export interface PlanningInput {
  /** Of some of the cases: a few say enough about a data set. */
  readonly cases: readonly CaseFacts[];
  readonly labels: readonly number[];
  /** How many cases there are to learn from. (Default: those of `cases`) */
  readonly caseCount?: number | undefined;
  readonly device?: Device | undefined;
  /** How long a training may take. (Default: 120) */
  readonly seconds?: number | undefined;
  /** Decides the weights before any training. */
  readonly seed?: number | undefined;
  /** What people want otherwise, the method among it. */
  readonly overrides?: Partial<Plan> | undefined;
}

export interface Planned {
  readonly plan: Plan;
  readonly reasons: readonly Reason[];
}

/** Channels of the finest level, from which the widest affordable one is taken. */
const WIDTHS = [32, 24, 16, 12, 8] as const;
const MOST_LEVELS = 5;
/** Who segments one structure sees so much more than the structure. */
const AROUND = 1.5;
/** Looking for what to click on takes a third of the time of a step more. */
const CLICKING = 4 / 3;

/**
 * Plans for a data set, a device and a budget of time: the grid on which a whole image, or as much of it as may be, fits one patch; then the
 * widest network whose training still has enough steps and fits the memory. Axes of thick slices are halved later. After nnU-Net's
 * heuristics (Isensee et al. 2021, Nature Methods 18, 203-211), for minutes on processors instead of days on a graphics card.
 * Throws AppError 'bad-request' when what people want otherwise does not fit together.
 */
export function planTraining(input: PlanningInput): Planned {
  const { cases, labels, seed = 1, overrides = {} } = input;
  must(cases[0], 'planning needs at least one case');
  const task = taskOf(input, overrides.method ?? 'automatic');
  const base = {
    labels: [...labels].sort((a, b) => a - b),
    dropout: 0.2,
    learningRate: 3e-3,
    seed,
    intensity: intensityOf(cases),
    augmentation: { flip: flipsOf(cases, labels) },
  };
  const candidates = WIDTHS.map((width) =>
    planSchema.parse({ ...base, ...gridFor(overrides.channels?.[0] ?? width, task), ...overrides }),
  );
  // The widest that can be afforded and costs neither resolution nor context.
  const narrowest = candidates[candidates.length - 1];
  const wider = candidates.find(
    (one) =>
      problemsOf(one).length === 0 &&
      isAffordable(shapeOf(one), one.patch, task) &&
      one.targetSpacingMm.every((mm, axis) => mm <= 1.001 * narrowest.targetSpacingMm[axis]) &&
      sizeOf(one.patch) >= 0.9 * sizeOf(narrowest.patch),
  );
  const chosen = wider ?? narrowest;
  const [problem] = problemsOf(chosen);
  if (problem) throw new AppError('bad-request', problem);
  const plan = { ...chosen, batch: overrides.batch ?? batchFor(shapeOf(chosen), chosen.patch, task) };
  return { plan, reasons: reasonsFor(plan, task, input) };
}

function taskOf(
  { cases, labels, device = ORDINARY_DEVICE, seconds = 120, overrides }: PlanningInput,
  name: MethodName,
): Task {
  const { takesClicks, isOfOneStructure, isFlat }: Method = METHODS[name];
  const spacingMm = overrides?.targetSpacingMm ?? axes((axis) => median(cases.map((one) => one.spacingMm[axis])));
  const imageMm = axes((axis) => median(cases.map((one) => one.dims[axis] * one.spacingMm[axis])));
  const largest = axes(
    (axis) => AROUND * Math.max(0, ...labels.map((label) => median(extentsMm(cases, label, axis), 0))),
  );
  const classes = isOfOneStructure ? 2 : labels.length + 1;
  return {
    spacingMm,
    extentMm: axes((axis) =>
      isOfOneStructure && largest[axis] > 0 ? Math.min(imageMm[axis], largest[axis]) : imageMm[axis],
    ),
    isFlat,
    mayCoarsen: !isFlat && !overrides?.targetSpacingMm,
    shape: { inputs: takesClicks ? 1 + classes : 1, classes },
    mostLevels: overrides?.channels?.length ?? MOST_LEVELS,
    device,
    seconds: takesClicks ? seconds / CLICKING : seconds,
  };
}

/** mm along an axis that the label takes in each case where it is. */
const extentsMm = (cases: readonly CaseFacts[], label: number, axis: number): number[] =>
  cases.flatMap((one) => {
    const extent = one.extents.get(label);
    return extent ? [extent[axis] * one.spacingMm[axis]] : [];
  });

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

function median(values: readonly number[], ofNone = Number.NaN): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? ofNone;
}
