import { IGNORE } from '@scholia/autodiff';
import type { Plan } from '../plan.ts';
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

/** At most so many foreground voxels are kept to centre patches on. */
const FOREGROUND_SAMPLE = 4096;

/** Every case on the plan's grid, one at a time. */
export async function loadCases(cases: readonly LazyCase[], plan: Plan): Promise<GridCase[]> {
  const loaded: GridCase[] = [];
  for (const one of cases) {
    const { labels, ...image } = await one.load();
    const { data, dims } = prepareImage(image, plan);
    const classes = prepareLabels(labels, image, plan);
    loaded.push({ image: data, classes, dims, foreground: foregroundOf(classes) });
  }
  return loaded;
}

/** Indices of foreground voxels, evenly picked. */
function foregroundOf(classes: Uint8Array): Int32Array {
  const all: number[] = [];
  for (let at = 0; at < classes.length; at++) if (classes[at] > 0 && classes[at] !== IGNORE) all.push(at);
  const step = Math.max(1, Math.ceil(all.length / FOREGROUND_SAMPLE));
  return Int32Array.from(all.filter((_, n) => n % step === 0));
}
