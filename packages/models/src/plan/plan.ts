import { LOSSES, OPTIMISERS } from '@scholia/autodiff';
import { z } from 'zod';
import { augmentationSchema } from '../augment/augmentation.ts';
import { METHODS, type Method } from '../method/registry.ts';
import type { NetworkShape } from '../network/network.ts';
import { NETWORKS } from '../network/registry.ts';

const axes3 = z.tuple([z.number().int(), z.number().int(), z.number().int()]);
const keysOf = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];

/** What the network sees, how large it is and how it is trained. JSON, kept with every model. */
export const planSchema = z.strictObject({
  method: z.enum(keysOf(METHODS)).default('automatic'),
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
  /**
   * How intensities become numbers around 0: of each image by itself, for units that differ from scan to scan, or by what was found within the
   * labels of all of them, for Hounsfield units.
   */
  intensity: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('image') }),
      z.strictObject({
        by: z.literal('data set'),
        low: z.number(),
        high: z.number(),
        mean: z.number(),
        deviation: z.number().positive(),
      }),
    ])
    .default({ by: 'image' }),
  /**
   * Label values in the order of the network's classes 1, 2, ...; class 0 is background. Where the method is of one structure they are what
   * it learns from, and class 1 is any of them.
   */
  labels: z.array(z.number().int()).min(1),
  /** Decides the weights before any training. */
  seed: z.number().int(),
});

export type Plan = z.output<typeof planSchema>;

/** How large the network of a plan is. */
export function shapeOf({ method, channels, factors, kernels, labels, isDeeplySupervised }: Plan): NetworkShape {
  const { takesClicks, isOfOneStructure }: Method = METHODS[method];
  const classes = isOfOneStructure ? 2 : labels.length + 1;
  return {
    inputs: takesClicks ? 1 + classes : 1,
    classes,
    channels,
    factors: factors ?? channels.map((_, level) => (level === 0 ? [1, 1, 1] : [2, 2, 2])),
    kernels: kernels ?? channels.map(() => [3, 3, 3]),
    isDeeplySupervised,
  };
}

/** What does not fit together in a plan, in words for whoever changed it; empty for a plan that can be used. */
export function problemsOf(plan: Plan): string[] {
  const { method, patch, channels, classWeights } = plan;
  const { factors, kernels, classes } = shapeOf(plan);
  const problems: string[] = [];
  if (factors.length !== channels.length || kernels.length !== channels.length)
    problems.push(`channels: this network has ${factors.length} levels. Give one number for each.`);
  for (const [axis, name] of ['z', 'y', 'x'].entries()) {
    const step = factors.reduce((product, factor) => product * factor[axis], 1);
    const below = step * Math.floor(patch[axis] / step);
    if (patch[axis] < 1 || below !== patch[axis])
      problems.push(
        `patch: along ${name} it must be a multiple of ${step}, such as ${below || step} or ${below + step}.`,
      );
  }
  if (METHODS[method].isFlat && patch[0] !== 1) problems.push('patch: this method sees slices, so it is 1 along z.');
  if (classWeights && classWeights.length !== classes)
    problems.push(`classWeights: give ${classes}, one for each class, background first.`);
  return problems;
}
