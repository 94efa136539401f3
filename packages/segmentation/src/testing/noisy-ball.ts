import { seededRandom } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';
import type { Case } from '../method.ts';

export const BALL = 3;
/** Centre in voxels, and radius in mm, of the ball below. */
export const CENTRE = [13, 11, 7] as const;
export const RADIUS_MM = 7;

export interface Phantom extends Case {
  readonly prompts: Uint8Array;
  readonly truth: Uint8Array;
}

/** A noisy bright ball in a dark box of anisotropic voxels. `prompt` gets a voxel and its distance in mm from the centre. */
export function noisyBall(
  prompt: (ijk: readonly number[], mm: number) => number,
  { seed = 1, noise = 25 } = {},
): Phantom {
  const dims: Dims = [28, 24, 15];
  const spacingMm = [1, 1.1, 2] as const;
  const random = seededRandom(seed);
  const image = new Float32Array(dims[0] * dims[1] * dims[2]);
  const truth = new Uint8Array(image.length);
  const prompts = new Uint8Array(image.length);
  for (let k = 0, at = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        const mm = Math.hypot(...[i, j, k].map((index, axis) => spacingMm[axis] * (index - CENTRE[axis])));
        truth[at] = mm <= RADIUS_MM ? BALL : 0;
        image[at] = (truth[at] === 0 ? 0 : 100) + noise * random.gaussian();
        prompts[at] = prompt([i, j, k], mm);
      }
  return { dims, spacingMm, image, prompts, labels: [BALL], truth };
}

/** Volumes and axes turned: i, j, k become j, k, i. */
export function turned<P extends Phantom>(given: P): P {
  const {
    dims: [di, dj, dk],
    spacingMm: [si, sj, sk],
  } = given;
  const turn = <T extends Uint8Array | Float32Array>(volume: T): T => {
    const result = volume.slice() as T;
    for (let k = 0, at = 0; k < dk; k++)
      for (let j = 0; j < dj; j++) for (let i = 0; i < di; i++, at++) result[j + dj * (k + dk * i)] = volume[at];
    return result;
  };
  const spacingMm: PerAxis = [sj, sk, si];
  return {
    ...given,
    dims: [dj, dk, di],
    spacingMm,
    image: turn(given.image),
    prompts: turn(given.prompts),
    truth: turn(given.truth),
  };
}
