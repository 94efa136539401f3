import type { Dims } from '@scholia/volume';
import type { Effort } from '../effort.ts';
import type { PerAxis } from '../grid/region.ts';
import { gradientMagnitude, hessian } from './derivatives.ts';
import { gaussian } from './gaussian.ts';

/** One number per cell, i fastest, that tells something about the cell and what is around it. */
export interface Feature {
  readonly name: string;
  readonly values: Float32Array;
}

const PER_SCALE = 7;

export const featureCount = (scales: number) => 1 + PER_SCALE * scales;

/**
 * The intensity, and at each scale what ilastik offers: the image smoothed by a Gaussian, the local standard deviation
 * sqrt(G * (I - G * I)^2), which tells textures apart, and of the smoothed image the magnitude of the gradient (per mm), the
 * Laplacian and the eigenvalues of the Hessian, largest first (per mm^2). Scales in mm.
 *
 * Each feature takes 4 bytes per cell, and all of them `4 * featureCount(scales)`: they come one after the other, so that
 * whoever needs less of them than that does not hold them all. At most about 32 bytes per cell are used meanwhile.
 * Source: Sommer et al., "ilastik: Interactive learning and segmentation toolkit", ISBI 2011.
 */
export async function* featuresOf(
  image: Float32Array,
  cells: Dims,
  spacingMm: PerAxis,
  sigmasMm: readonly number[],
  effort: Effort,
): AsyncGenerator<Feature> {
  yield { name: 'intensity', values: image };
  for (const sigmaMm of sigmasMm) {
    const smoothed = await gaussian(image, cells, spacingMm, sigmaMm, effort);
    yield { name: `smoothed ${sigmaMm}`, values: smoothed };
    yield { name: `deviation ${sigmaMm}`, values: await deviation(image, smoothed, cells, spacingMm, sigmaMm, effort) };
    yield { name: `gradient ${sigmaMm}`, values: await gradientMagnitude(smoothed, cells, spacingMm, effort) };
    const { laplacian, eigenvalues } = await hessian(smoothed, cells, spacingMm, effort);
    yield { name: `laplacian ${sigmaMm}`, values: laplacian };
    for (const [n, values] of eigenvalues.entries()) yield { name: `eigenvalue ${n + 1} ${sigmaMm}`, values };
  }
}

async function deviation(
  image: Float32Array,
  smoothed: Float32Array,
  cells: Dims,
  spacingMm: PerAxis,
  sigmaMm: number,
  effort: Effort,
): Promise<Float32Array> {
  const squares = new Float32Array(image.length);
  for (let cell = 0; cell < squares.length; cell++) squares[cell] = (image[cell] - smoothed[cell]) ** 2;
  const result = await gaussian(squares, cells, spacingMm, sigmaMm, effort);
  for (let cell = 0; cell < result.length; cell++) result[cell] = Math.sqrt(result[cell]);
  return result;
}
