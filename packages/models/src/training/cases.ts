import { IGNORE } from '@scholia/autodiff';
import type { Dims } from '@scholia/volume';
import type { Plan } from '../plan/plan.ts';
import { prepareImage, prepareLabels, type StoredImage } from '../prepare/prepare.ts';
import type { GridCase } from './sample-patch.ts';

/** An image with its labels, both in file order. */
export interface TrainingCase extends StoredImage {
  readonly labels: Uint8Array;
}

/** Read only when needed. */
export interface LazyCase {
  load(): Promise<TrainingCase>;
}

/** A whole case as the network sees it, on the plan's grid, x fastest. */
export interface PreparedCase {
  readonly image: Float32Array;
  /** 0 background, then classes. */
  readonly classes: Uint8Array;
  readonly dims: Dims;
  readonly foreground: Int32Array;
}

/** At most so many foreground voxels are kept to centre patches on. */
const FOREGROUND_SAMPLE = 4096;

export function prepareCase({ labels, ...image }: TrainingCase, plan: Plan): PreparedCase {
  const { data, dims } = prepareImage(image, plan);
  const classes = prepareLabels(labels, image, plan);
  return { image: data, classes, dims, foreground: foregroundOf(classes) };
}

/** A prepared case that stays in memory. */
export function inMemory({ image, classes, dims, foreground }: PreparedCase): GridCase {
  const plane = dims[0] * dims[1];
  return {
    dims,
    foreground,
    planes: (from, to) => ({
      image: image.subarray(from * plane, to * plane),
      classes: classes.subarray(from * plane, to * plane),
    }),
  };
}

/** Indices of foreground voxels, evenly picked, and as many of a small class as of a large one, as far as it goes. */
function foregroundOf(classes: Uint8Array): Int32Array {
  const counts = new Uint32Array(256);
  for (const value of classes) counts[value]++;
  counts[0] = counts[IGNORE] = 0;
  const present = counts.filter((count) => count > 0).length;
  const steps = counts.map((count) => Math.ceil((count * present) / FOREGROUND_SAMPLE));
  const seen = new Uint32Array(256);
  const sample: number[] = [];
  for (let at = 0; at < classes.length; at++) {
    const value = classes[at];
    if (counts[value] > 0 && seen[value]++ % steps[value] === 0) sample.push(at);
  }
  return Int32Array.from(sample);
}
