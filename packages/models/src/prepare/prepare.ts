import { IGNORE } from '@scholia/autodiff';
import { AppError } from '@scholia/core';
import {
  type Affine,
  type AxisMap,
  canonicalDims,
  closestRas,
  fromCanonicalDims,
  reorder,
  spacingMm,
  toCanonical,
} from '@scholia/geometry';
import { type Dims, resampleNearest } from '@scholia/volume';
import type { Plan } from '../plan/plan.ts';
import { nthSmallest } from './nth-smallest.ts';
import { regrid } from './regrid.ts';

/** An image as it is stored: i fastest, file order. */
export interface StoredImage {
  readonly data: Float32Array;
  readonly dims: Dims;
  readonly affine: Affine<'ijk', 'ras'>;
}

/** What a network sees of any image: how fine, how much at once, and in which numbers. A plan is one. */
export interface ImageGrid extends Pick<Plan, 'patch'> {
  /** mm per voxel along the canonical axes x, y, z; null keeps what the image has. */
  readonly targetSpacingMm: readonly [number | null, number | null, number | null];
  readonly intensity: Exclude<Plan['intensity'], { by: 'image' }> | ImageScale;
}

/** Mean 0 and deviation 1, of each image by itself. */
interface ImageScale {
  readonly by: 'image';
  /** Cut off at this percentile and at 100 less it. (Default: 0.5) */
  readonly clipPercent?: number | undefined;
  /** Only voxels that are not 0 are measured and changed. (Default: false) */
  readonly ofNonZero?: boolean | undefined;
}

/** An image on a network's grid, its axes still those of its file: i fastest. Only what a network is given is turned. */
export interface GridImage {
  readonly data: Float32Array;
  /** Voxels along the file's axes, on the grid. */
  readonly dims: Dims;
  readonly map: AxisMap;
  readonly fileDims: Dims;
}

/** A whole image as the network sees it: canonical order on the plan's grid, x fastest. */
export interface PreparedImage {
  readonly data: Float32Array;
  readonly dims: Dims;
}

/** What is known about a case without reading its voxels. */
export interface CaseShape {
  /** Voxels along the canonical axes x, y, z. */
  readonly dims: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
}

/** Dims and spacing along the canonical axes. */
export function canonicalShape(dims: Dims, affine: Affine<'ijk', 'ras'>): CaseShape {
  const map = closestRas(affine);
  return { dims: canonicalDims(map, dims), spacingMm: canonicalDims(map, spacingMm(affine)) };
}

/**
 * Resamples to the grid's spacing and normalises intensities. Throws AppError 'unusable-file' on a voxel that is not finite: one
 * such voxel would spoil every weight.
 */
export function imageOnGrid({ data, dims, affine }: StoredImage, { targetSpacingMm, intensity }: ImageGrid): GridImage {
  if (!data.every(Number.isFinite))
    throw new AppError(
      'unusable-file',
      'The image has voxels that are not finite numbers. Replace them, then import it again.',
    );
  const map = closestRas(affine);
  const onGrid = fromCanonicalDims(map, gridDims(canonicalShape(dims, affine), targetSpacingMm));
  const voxels = regrid(data, dims, onGrid);
  normalise(voxels, intensity);
  return { data: voxels, dims: onGrid, map, fileDims: dims };
}

/** As `imageOnGrid`, turned as a whole: for training, which cuts many patches out of it. */
export function prepareImage(image: StoredImage, grid: ImageGrid): PreparedImage {
  const { data, dims, map } = imageOnGrid(image, grid);
  return { data: reorder(map, dims, data), dims: canonicalDims(map, dims) };
}

/** The voxel (x, y, z) of the grid, in canonical order, that a file voxel's centre lies in. */
export function gridVoxel({ map, dims, fileDims }: Omit<GridImage, 'data'>, ijk: Dims): Dims {
  const along = (axis: number) => Math.floor(((ijk[axis] + 0.5) * dims[axis]) / fileDims[axis]);
  return toCanonical(map, dims, [along(0), along(1), along(2)]);
}

/**
 * Labels on the plan's grid as classes: 0 background, n for `plan.labels[n - 1]`. Labels that the plan
 * does not know have no say in training.
 */
export function prepareLabels(labels: Uint8Array, { dims, affine }: Omit<StoredImage, 'data'>, plan: Plan): Uint8Array {
  const map = closestRas(affine);
  const shape = canonicalShape(dims, affine);
  const classes = resampleNearest(reorder(map, dims, labels), shape.dims, gridDims(shape, plan.targetSpacingMm));
  const classOf = new Uint8Array(256).fill(IGNORE);
  classOf[0] = 0;
  for (const [n, label] of plan.labels.entries()) classOf[label] = n + 1;
  for (let at = 0; at < classes.length; at++) classes[at] = classOf[classes[at]];
  return classes;
}

function gridDims({ dims, spacingMm: spacing }: CaseShape, targetSpacingMm: ImageGrid['targetSpacingMm']): Dims {
  const size = (axis: number) =>
    Math.max(1, Math.round((dims[axis] * spacing[axis]) / (targetSpacingMm[axis] ?? spacing[axis])));
  return [size(0), size(1), size(2)];
}

/** In place. A constant image becomes 0 when it is measured by itself. */
function normalise(data: Float32Array, intensity: ImageGrid['intensity']): void {
  const keepsZero = intensity.by === 'image' && intensity.ofNonZero === true;
  const measured = keepsZero ? data.filter((value) => value !== 0) : data;
  if (measured.length === 0) return;
  const { low, high, mean, deviation } =
    intensity.by === 'image' ? scaleOf(measured, intensity.clipPercent) : intensity;
  const scale = deviation === 0 ? 0 : 1 / deviation;
  for (let at = 0; at < data.length; at++)
    if (!keepsZero || data[at] !== 0) data[at] = (Math.min(high, Math.max(low, data[at])) - mean) * scale;
}

/**
 * What clips intensities to a percentile and to 100 less it, and brings the rest to mean 0 and deviation 1.
 * `clipPercent` (Default: 0.5).
 */
export function scaleOf(data: Float32Array, clipPercent = 0.5) {
  const low = nthSmallest(data, Math.floor((clipPercent / 100) * (data.length - 1)));
  const high = nthSmallest(data, Math.ceil(((100 - clipPercent) / 100) * (data.length - 1)));
  const clipped = (value: number) => Math.min(high, Math.max(low, value));
  let mean = 0;
  for (const value of data) mean += clipped(value) / data.length;
  let variance = 0;
  for (const value of data) variance += (clipped(value) - mean) ** 2 / data.length;
  // What rounding alone leaves of a constant image is no contrast.
  const deviation = Math.sqrt(variance);
  return { low, high, mean, deviation: deviation > 1e-6 * Math.abs(mean) ? deviation : 0 };
}
