import { AppError, type Digest } from '@scholia/core';
import type { PayloadOf } from '@scholia/domain';
import { readNifti } from '@scholia/formats';
import { type Affine, apply, point } from '@scholia/geometry';
import { type Dims, Labelmap, labelmapDigest } from '@scholia/volume';

/** What a NIfTI file says about labels. */
export interface FileLabels {
  readonly digest: Digest;
  readonly dims: Dims;
  readonly affine: Affine<'ijk', 'ras'>;
}

/** Bytes of an unpacked NIfTI file. Errors: 'unusable-file', also for voxels that are no labels (whole numbers from 0 to 255). */
export function readLabels(bytes: Uint8Array): FileLabels {
  const { dims, affine, data } = readNifti(bytes);
  const voxels = Uint8Array.from(data);
  if (!voxels.every((value, at) => value === data[at]))
    throw new AppError('unusable-file', 'Its voxels are no labels: whole numbers from 0 to 255.');
  return { digest: labelmapDigest(Labelmap.fromDense(dims, voxels)), dims, affine };
}

/** The bytes of a `.nii` or `.nii.gz` file. Errors: 'unusable-file'. */
export async function unpacked(file: Blob): Promise<Uint8Array> {
  const [a, b] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isGzip = a === 0x1f && b === 0x8b;
  const stream = isGzip ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new AppError('unusable-file', 'It cannot be unpacked. Copy it again.', { cause });
  }
}

export function imageAffine({ affine: m }: PayloadOf<'ImageImported'>): Affine<'ijk', 'ras'> {
  return { from: 'ijk', to: 'ras', m };
}

/** NIfTI holds affines in float32; less than this is not another place, mm. */
const ROUNDING_MM = 1e-3;

/** How far apart two affines put the same corner of a volume, mm; 0 for what is rounding. */
export function displacementMm(a: Affine<'ijk', 'ras'>, b: Affine<'ijk', 'ras'>, dims: Dims): number {
  let most = 0;
  for (let corner = 0; corner < 8; corner++) {
    const [i, j, k] = dims.map((size, axis) => ((corner >> axis) & 1) * (size - 1));
    const [p, q] = [a, b].map((one) => apply(one, point('ijk', i, j, k)));
    most = Math.max(most, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]));
  }
  return most <= ROUNDING_MM ? 0 : most;
}
