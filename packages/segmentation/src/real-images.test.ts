import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNifti } from '@scholia/formats';
import { spacingMm } from '@scholia/geometry';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { type AnyMethod, type Parameters, valuesFrom } from './method.ts';
import { METHODS } from './registry.ts';
import { correctingScribble, firstPrompts, type Truth } from './robot/index.ts';

/** Real images with labels; see SCHOLIA_TEST_DATA in the root README. Skipped where they are absent. */
const folder = process.env.SCHOLIA_TEST_DATA ?? join(import.meta.dirname, '../../../../shared/data');
const hippocampus = join(folder, 'hippocampus');
const ct = join(folder, 'ct/totalsegmentator');

interface RealCase extends Truth {
  readonly image: Float32Array;
}

function read(image: string, labels: string, label: number): RealCase {
  const { dims, affine, data } = readNifti(readFileSync(image));
  const labelmap = Uint8Array.from(readNifti(readFileSync(labels)).data);
  return { dims, spacingMm: spacingMm(affine), image: data, labelmap, labels: [label] };
}

/** The bounding box of the label, and so many voxels around it. */
function cropped({ dims: [di, dj, dk], image, labelmap, ...rest }: RealCase, margin: number): RealCase {
  const [label] = rest.labels;
  const [low, high] = [
    [di, dj, dk],
    [0, 0, 0],
  ];
  labelmap.forEach((value, at) => {
    if (value !== label) return;
    [at % di, Math.floor(at / di) % dj, Math.floor(at / (di * dj))].forEach((index, axis) => {
      low[axis] = Math.min(low[axis], index);
      high[axis] = Math.max(high[axis], index);
    });
  });
  const from = low.map((index) => Math.max(0, index - margin));
  const [ci, cj, ck] = [di, dj, dk].map((length, axis) => Math.min(length, high[axis] + 1 + margin) - from[axis]);
  const dims: Dims = [ci, cj, ck];
  const placeOf = (at: number) =>
    from[0] + (at % ci) + di * (from[1] + (Math.floor(at / ci) % cj) + dj * (from[2] + Math.floor(at / (ci * cj))));
  const places = Int32Array.from({ length: ci * cj * ck }, (_, at) => placeOf(at));
  return {
    ...rest,
    dims,
    image: Float32Array.from(places, (at) => image[at]),
    labelmap: Uint8Array.from(places, (at) => labelmap[at]),
  };
}

/** Dice after each of `rounds` scribbles of the simulated user, with what is found from the image. */
async function scores(method: AnyMethod, truth: RealCase, rounds: number): Promise<number[]> {
  const values = valuesFrom({ name: method.name, parameters: method.parameters as Parameters }, {}, truth) as never;
  const found: number[] = [];
  let prompts: Uint8Array | undefined = firstPrompts(method.asks, truth).prompts;
  while (prompts && found.length < rounds) {
    const { labelmap } = await method.run({ ...truth, prompts }, values, {});
    found.push(dice(labelmap, truth.labelmap, truth.labels[0]));
    prompts = correctingScribble(truth, prompts, labelmap);
  }
  return found;
}

describe.skipIf(!existsSync(hippocampus))('the anterior hippocampus in MR, after three scribbles', () => {
  // Bounds are about a tenth below what is reached.
  it.each([
    ['graph-cut', 0.65],
    ['random-walker', 0.65],
  ] as const)('%s', async (name, bound) => {
    const [file] = readdirSync(join(hippocampus, 'imagesTr')).sort();
    const truth = read(join(hippocampus, 'imagesTr', file), join(hippocampus, 'labelsTr', file), 1);
    expect((await scores(METHODS[name], truth, 3)).at(-1)).toBeGreaterThan(bound);
  });
});

describe.skipIf(!existsSync(ct))('a spleen in CT, after three scribbles', () => {
  it.each([
    ['graph-cut', 0.8],
    ['watershed', 0.6],
  ] as const)('%s', async (name, bound) => {
    const whole = read(join(ct, 'example_ct.nii.gz'), join(ct, 'example_seg_fast_force_split.nii.gz'), 1);
    expect((await scores(METHODS[name], cropped(whole, 8), 3)).at(-1)).toBeGreaterThan(bound);
  });
});
