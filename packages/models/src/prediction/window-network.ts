import type { Random } from '@scholia/core';
import type { Checkpoint } from '../checkpoint.ts';
import { type GridClick, withGuidance } from '../clicks/guidance.ts';
import { METHODS, type Method } from '../method/registry.ts';
import { inferenceGraph } from '../network/graphs.ts';
import { maskFeeds } from '../network/masks.ts';
import { shapeOf } from '../plan/plan.ts';
import type { ImageGrid } from '../prepare/prepare.ts';
import { type Feeds, float32, type OpenSession } from '../runtime/session.ts';
import type { Mirror } from './mirror.ts';

/** Whatever tells the classes of a window, whoever trained it. The seam between sliding windows and networks. */
export interface WindowNetwork {
  /** What an image is turned into: spacing x, y, z in mm, patch z, y, x in voxels, intensities. */
  readonly grid: ImageGrid;
  /** Channels that come in: the image, and what `withClicks` puts beside it. */
  readonly inputs: number;
  readonly classes: number;
  /** Label of class 1, 2, ... A network of one structure is told the label with each image. */
  readonly labels: readonly number[];
  /** Input [1, inputs, D, H, W] to probabilities [K, D, H, W]; `masks` draw a dropout pass. */
  run(input: Float32Array, masks?: Feeds): Promise<Float32Array>;
  dispose(): Promise<void>;
  /** Axes x, y, z along which it was trained to see images mirrored. */
  readonly mayMirror?: Mirror;
  /** Of a network with dropout: masks of one pass. */
  drawMasks?(random: Random): Feeds;
  /** Of a network that takes clicks: the image's window [D, H, W] to its input. `start` is the window's first voxel (x, y, z). */
  withClicks?(window: Float32Array, clicks: readonly GridClick[], start: GridClick['at']): Float32Array;
}

/** The network that a checkpoint holds: its moving average, where it keeps one. */
export async function checkpointNetwork(
  { plan, weights, average }: Pick<Checkpoint, 'plan' | 'weights' | 'average'>,
  openSession: OpenSession,
): Promise<WindowNetwork> {
  const session = await openSession(inferenceGraph(plan));
  const { inputs, classes } = shapeOf(plan);
  const learned = float32([weights.length], average ?? weights);
  const keepAll = maskFeeds(plan);
  const { takesClicks, isOfOneStructure }: Method = METHODS[plan.method];
  return {
    grid: plan,
    inputs,
    classes,
    labels: isOfOneStructure ? plan.labels.slice(0, 1) : plan.labels,
    async run(input, masks = keepAll) {
      const image = float32([1, inputs, ...plan.patch], input);
      const { probabilities } = await session.run({ weights: learned, image, ...masks });
      return probabilities.data as Float32Array;
    },
    dispose: () => session.dispose(),
    mayMirror: plan.augmentation.flip,
    drawMasks: (random) => maskFeeds(plan, random),
    ...(takesClicks && { withClicks: (window, clicks, start) => withGuidance(window, clicks, plan, start) }),
  };
}
