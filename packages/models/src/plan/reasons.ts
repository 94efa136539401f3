import { METHODS, type Method } from '../method/registry.ts';
import { stepMemoryMiB, stepSeconds } from './cost.ts';
import type { CaseFacts } from './facts.ts';
import type { Task } from './grid.ts';
import { type Plan, shapeOf } from './plan.ts';

/** Why a plan is as it is, for people. */
export interface Reason {
  readonly about: 'spacing' | 'patch' | 'network' | 'intensity' | 'augmentation' | 'training';
  readonly text: string;
}

const round = (value: number) => Number(value.toPrecision(2));
const times = (values: readonly number[]) => values.map(round).join(' x ');

interface Given {
  readonly cases: readonly CaseFacts[];
  readonly caseCount?: number | undefined;
}

export function reasonsFor(plan: Plan, task: Task, { cases, caseCount = cases.length }: Given): Reason[] {
  return [
    { about: 'spacing', text: spacingText(plan, task) },
    { about: 'patch', text: patchText(plan, task, cases) },
    { about: 'network', text: networkText(plan, task) },
    { about: 'intensity', text: intensityText(plan) },
    { about: 'augmentation', text: augmentationText(plan) },
    { about: 'training', text: trainingText(plan, task, caseCount) },
  ];
}

function spacingText({ targetSpacingMm }: Plan, { spacingMm }: Task): string {
  return targetSpacingMm.some((mm, axis) => mm > 1.001 * spacingMm[axis])
    ? `${times(targetSpacingMm)} mm: coarser than the images' ${times(spacingMm)} mm, so that more of an image is seen at once.`
    : `${times(targetSpacingMm)} mm, as the median of the images.`;
}

function patchText({ method, patch, targetSpacingMm }: Plan, { extentMm }: Task, cases: readonly CaseFacts[]): string {
  const { isOfOneStructure, isFlat }: Method = METHODS[method];
  const what = `${isOfOneStructure ? 'what is around a structure' : 'an image'}${isFlat ? ' in a slice' : ''}`;
  const seen = patch.every(
    (size, axis) => size >= Math.floor(extentMm[2 - axis] / targetSpacingMm[2 - axis]) || (isFlat && axis === 0),
  )
    ? `all of ${what}`
    : `as much of ${what} as time and memory allow`;
  const smallest = [...cases.flatMap((one) => [...one.voxels.values()])].sort((a, b) => a - b)[0];
  const structure =
    smallest === undefined ? '' : `; the smallest labelled structure has ${smallest} voxels in an image`;
  return `${patch.toReversed().join(' x ')} voxels: ${seen}${structure}.`;
}

function networkText(plan: Plan, { device }: Task): string {
  const shape = shapeOf(plan);
  const stepMs = 1000 * stepSeconds(shape, plan.patch, device);
  const isThick = !METHODS[plan.method].isFlat && shape.kernels[0].some((size) => size === 1);
  const thick = isThick ? ' The finest levels work within slices, because slices are thick.' : '';
  return `${plan.network} with ${plan.channels.join(', ')} channels: a step takes about ${round(stepMs)} ms here and ${round(stepMemoryMiB(shape, plan.patch))} MiB.${thick}`;
}

const intensityText = ({ intensity }: Plan): string =>
  intensity.by === 'image'
    ? 'Each image by its own mean and deviation, because units differ from scan to scan.'
    : `Hounsfield units between ${round(intensity.low)} and ${round(intensity.high)}, where the labels are.`;

const augmentationText = ({ augmentation }: Plan): string =>
  augmentation.flip[0]
    ? 'Turned, scaled, moved, and mirrored left to right, because every label lies across the middle.'
    : 'Turned, scaled and moved; not mirrored, because labels have a side.';

function trainingText(plan: Plan, { device, seconds }: Task, cases: number): string {
  const { takesClicks, isOfOneStructure }: Method = METHODS[plan.method];
  const steps = Math.floor(seconds / (plan.batch * stepSeconds(shapeOf(plan), plan.patch, device)));
  const batch = plan.batch > 1 ? ` of ${plan.batch} patches` : '';
  const epochs = round((steps * plan.batch) / cases);
  const clicks = isOfOneStructure
    ? ' Each with clicks on what is wrong so far.'
    : ' Half of them without clicks, half with clicks on what is wrong so far.';
  return `${round(seconds)} s: about ${steps} steps${batch}, each image about ${epochs} times.${takesClicks ? clicks : ''}`;
}
