import { LOSSES, OPTIMISERS } from '@scholia/autodiff';
import { must } from '@scholia/core';
import { z } from 'zod';
import { augmentationSchema } from './augment/augmentation.ts';
import type { NetworkShape } from './network/network.ts';
import { NETWORKS } from './network/registry.ts';

const axes3 = z.tuple([z.number().int(), z.number().int(), z.number().int()]);
const keysOf = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];

/** What the network sees, how large it is and how it is trained. JSON, kept with every model. */
export const planSchema = z.strictObject({
  /** mm per voxel along the canonical axes x, y, z. */
  targetSpacingMm: z.tuple([z.number(), z.number(), z.number()]),
  /** Voxels of one network input along z, y, x: multiples of what the levels divide them by. */
  patch: axes3,
  network: z.enum(keysOf(NETWORKS)).default('unet'),
  /** Channels per resolution level, finest first. */
  channels: z.array(z.number().int()).min(2),
  /** Per level: voxels of the level above in one of its own, and the size of its kernels, along z, y, x. (Default: 2 and 3) */
  factors: z.array(axes3).optional(),
  kernels: z.array(axes3).optional(),
  isDeeplySupervised: z.boolean().default(false),
  dropout: z.number(),
  loss: z.enum(keysOf(LOSSES)).default('dice-cross-entropy'),
  /** One for each class, background first. (Default: all 1) */
  classWeights: z.array(z.number().positive()).optional(),
  optimiser: z.enum(keysOf(OPTIMISERS)).default('adam'),
  weightDecay: z.number().min(0).optional(),
  learningRate: z.number(),
  schedule: z.enum(['polynomial', 'cosine', 'steps']).default('polynomial'),
  /** Patches whose gradients make one step. */
  batch: z.number().int().min(1).default(1),
  /** Keep a moving average of the weights, and predict with that. */
  isAveraged: z.boolean().default(false),
  augmentation: augmentationSchema.prefault({}),
  /** Label values in the order of the network's classes 1, 2, ...; class 0 is background. */
  labels: z.array(z.number().int()).min(1),
  /** Decides the weights before any training. */
  seed: z.number().int(),
});

export type Plan = z.output<typeof planSchema>;

/** How large the network of a plan is. */
export function shapeOf({ channels, factors, kernels, labels, isDeeplySupervised }: Plan): NetworkShape {
  return {
    inputs: 1,
    classes: labels.length + 1,
    channels,
    factors: factors ?? channels.map((_, level) => (level === 0 ? [1, 1, 1] : [2, 2, 2])),
    kernels: kernels ?? channels.map(() => [3, 3, 3]),
    isDeeplySupervised,
  };
}

/** What is known about a case without reading its voxels. */
export interface CaseShape {
  /** Voxels along the canonical axes x, y, z. */
  readonly dims: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
}

/** Voxels of a patch on which two cores take a training step in about an eighth of a second. */
const PATCH_VOXELS = 1 << 16;
/** No patch is longer, so that a thin slab does not become a needle. */
const LONGEST_SIDE = 256;
/** Resolution is given up for context only so far. */
const COARSEST = 2.5;

/**
 * Plans for a data set: the coarsest grid on which a whole volume fits one patch, but at most 2.5 times coarser than the
 * images; beyond that, patches of the volume. Axes with fine spacing are coarsened first, towards isotropic voxels.
 */
export function planTraining(cases: readonly CaseShape[], labels: readonly number[], seed = 1): Plan {
  must(cases[0], 'planning needs at least one case');
  const levels = 4;
  const spacing = axes((axis) => median(cases.map((one) => one.spacingMm[axis])));
  const extent = axes((axis) => median(cases.map((one) => one.dims[axis] * one.spacingMm[axis])));
  const typical = Math.cbrt(spacing[0] * spacing[1] * spacing[2]);
  let target = spacing;
  const voxelsOf = (mm: readonly number[]) => axes((axis) => extent[axis] / mm[axis]).reduce((a, b) => a * b, 1);
  for (let floor = Math.min(...spacing); voxelsOf(target) > PATCH_VOXELS && floor <= typical * COARSEST; floor *= 1.05)
    target = axes((axis) => Math.max(spacing[axis], floor));
  return planSchema.parse({
    targetSpacingMm: target,
    patch: patchFor(
      axes((axis) => extent[axis] / target[axis]),
      2 ** (levels - 1),
    ),
    channels: Array.from({ length: levels }, (_, level) => 8 * 2 ** level),
    dropout: 0.2,
    learningRate: 3e-3,
    labels: [...labels].sort((a, b) => a - b),
    seed,
  });
}

/** z, y, x: the whole volume if it fits, else its proportions within the budget; multiples of `step`, at least two. */
function patchFor(voxels: readonly [number, number, number], step: number): [number, number, number] {
  const size = (axis: number, shrink: number) =>
    Math.max(2 * step, step * Math.ceil((Math.min(LONGEST_SIDE, voxels[axis]) * shrink - 1) / step));
  const patchAt = (shrink: number): [number, number, number] => [size(2, shrink), size(1, shrink), size(0, shrink)];
  // Rounding up to whole steps may take half as much again.
  let shrink = 1;
  while (patchAt(shrink).reduce((a, b) => a * b, 1) > 1.5 * PATCH_VOXELS) shrink *= 0.97;
  return patchAt(shrink);
}

function axes(of: (axis: number) => number): [number, number, number] {
  return [of(0), of(1), of(2)];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
