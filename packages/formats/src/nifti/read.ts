import { type Affine, spacingMm } from '@scholia/geometry';
import type { Dims } from '@scholia/volume';
import { type DataType, decodeVoxels } from './data-types.ts';
import type { NiftiHeader } from './header.ts';
import { type Intensity, intensityOf } from './intensity.ts';
import { type OpenOptions, openNifti } from './open.ts';
import { orientationOf } from './orientation.ts';
import { unusable } from './refuse.ts';

export interface ReadOptions extends OpenOptions {
  /** Put this value where the file holds NaN or infinity. (Default: refuse such files) */
  readonly replaceNonFinite?: number | undefined;
  /** Take a file that states no orientation as Right, Anterior, Superior. (Default: refuse it) */
  readonly assumeRas?: boolean | undefined;
}

/** One 3D volume in the file's own voxel order: nothing is reoriented. */
export interface NiftiImage {
  readonly dims: Dims;
  /** Voxel centre ijk to RAS mm. */
  readonly affine: Affine<'ijk', 'ras'>;
  /** Whole micrometres between voxel centres along i, j, k. */
  readonly spacingUm: readonly [number, number, number];
  /** Type of the stored voxels. */
  readonly dtype: DataType;
  /** Voxels with slope and intercept applied; index = i + di * (j + dj * k). */
  readonly data: Float32Array;
  readonly volumes: number;
  readonly volume: number;
  readonly intensity: Intensity;
  /** How many NaN or infinite voxels were replaced. */
  readonly replaced: number;
  readonly header: NiftiHeader;
}

/**
 * Reads one volume of a NIfTI-1 or NIfTI-2 file (`.nii` or `.nii.gz`, either byte order).
 * Throws AppError 'unusable-file' with `details.reason` (see UnusableReason); the message says what to do.
 */
export function readNifti(bytes: Uint8Array, options: ReadOptions = {}): NiftiImage {
  const { header, type, dims, volumes, volume, voxels } = openNifti(bytes, options);
  const affine = orientationOf(header, options.assumeRas ?? false);
  const data = decodeVoxels(voxels, type, header, scaleOf(header));
  const replaced = settleNonFinite(data, options.replaceNonFinite);
  const [si, sj, sk] = spacingMm(affine);
  return {
    dims,
    affine,
    spacingUm: [Math.round(si * 1000), Math.round(sj * 1000), Math.round(sk * 1000)],
    dtype: type,
    data,
    volumes,
    volume,
    intensity: intensityOf(data),
    replaced,
    header,
  };
}

/** nifti1.h: a slope of 0 means that the voxels are not scaled. */
function scaleOf({ slope, inter }: NiftiHeader): { slope: number; inter: number } {
  if (slope === 0 || !Number.isFinite(slope)) return { slope: 1, inter: 0 };
  return { slope, inter: Number.isFinite(inter) ? inter : 0 };
}

function settleNonFinite(data: Float32Array, replacement: number | undefined): number {
  let count = 0;
  for (let at = 0; at < data.length; at++) {
    if (Number.isFinite(data[at])) continue;
    count++;
    if (replacement !== undefined) data[at] = replacement;
  }
  if (count > 0 && replacement === undefined)
    throw unusable(
      'non-finite',
      `${count} of ${data.length} voxels are not finite numbers (NaN or infinity). Export the image without them, or import it again and choose a value to put in their place.`,
      { count, voxels: data.length },
    );
  return count;
}
