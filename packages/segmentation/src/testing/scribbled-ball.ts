import { seededRandom } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import { type Case, OUTSIDE } from '../index.ts';

export const BALL = 3;

/** A case with an answer that is known: BALL where the ball is. */
export interface KnownCase extends Case {
  readonly truth: Uint8Array;
}

/** A bright ball (100) of 6 mm in a dark box (0) with noise, prompted along a line inside and along two outside. */
export function scribbledBall({ noise = 10, seed = 1 }: { noise?: number; seed?: number } = {}): KnownCase {
  const dims: Dims = [20, 18, 12];
  const spacingMm = [1, 1.1, 2] as const;
  const random = seededRandom(seed);
  const image = new Float32Array(dims[0] * dims[1] * dims[2]);
  const truth = new Uint8Array(image.length);
  const prompts = new Uint8Array(image.length);
  for (let k = 0, at = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        truth[at] = Math.hypot(i - 9, 1.1 * (j - 8), 2 * (k - 6)) < 6 ? BALL : 0;
        image[at] = (truth[at] === BALL ? 100 : 0) + noise * random.gaussian();
        if (k === 6 && j === 8 && Math.abs(i - 9) < 4) prompts[at] = BALL;
        if (k === 6 && (j === 0 || j === 17)) prompts[at] = OUTSIDE;
      }
  return { dims, spacingMm, image, prompts, labels: [BALL], truth };
}

/** Index of a voxel. */
export const voxelAt = ([di, dj]: Dims, i: number, j: number, k: number) => i + di * (j + dj * k);

/** The same case with axes i and k exchanged. */
export function turned(given: Case): Case {
  const [di, dj, dk] = given.dims;
  const [si, sj, sk] = given.spacingMm;
  return {
    ...given,
    dims: [dk, dj, di],
    spacingMm: [sk, sj, si],
    image: turnedVolume(given.image, given.dims),
    prompts: turnedVolume(given.prompts, given.dims),
  };
}

/** A volume with axes i and k exchanged; `dims` are those before. */
export function turnedVolume<T extends Float32Array | Uint8Array>(volume: T, [di, dj, dk]: Dims): T {
  const result = volume.slice() as T;
  for (let k = 0, at = 0; k < dk; k++)
    for (let j = 0; j < dj; j++) for (let i = 0; i < di; i++, at++) result[k + dk * (j + dj * i)] = volume[at];
  return result;
}
