import { assert } from '@scholia/core';
import { type Affine, spacingMm } from '@scholia/geometry';
import { type Dims, voxelCount } from '@scholia/volume';
import { DATA_TYPES, type DataType } from './data-types.ts';
import { HEADER_BYTES } from './header.ts';
import { quaternionOf } from './orientation.ts';

export interface NiftiToWrite {
  readonly dims: Dims;
  readonly affine: Affine<'ijk', 'ras'>;
  /** Voxels in file order (i fastest); their type becomes the file's. */
  readonly data: Uint8Array | Int16Array | Float32Array;
}

/** Header, then four zero bytes: no extensions. */
const VOXEL_OFFSET = HEADER_BYTES[1] + 4;

/**
 * A NIfTI-1 file (uncompressed, little-endian). The affine is written as sform in float32, and as qform too when
 * a quaternion is faithful to it; voxels unscaled (slope 1). Throws a bug when `data` does not fill `dims`.
 */
export function writeNifti({ dims, affine, data }: NiftiToWrite): Uint8Array {
  assert(data.length === voxelCount(dims), 'a volume has one value per voxel');
  assert(
    dims.every((length) => length <= 32767),
    'NIfTI-1 axes are int16',
  );
  const type = typeOf(data);
  const file = new Uint8Array(VOXEL_OFFSET + data.byteLength);
  const view = new DataView(file.buffer);
  const int16 = (at: number, value: number) => view.setInt16(at, value, true);
  const float32 = (at: number, value: number) => view.setFloat32(at, value, true);
  view.setInt32(0, HEADER_BYTES[1], true);
  [3, ...dims, 1, 1, 1, 1].forEach((value, n) => {
    int16(40 + 2 * n, value);
  });
  int16(70, DATA_TYPES[type].code);
  int16(72, 8 * DATA_TYPES[type].bytes);
  const quaternion = quaternionOf(affine);
  [quaternion?.[0] ?? 1, ...spacingMm(affine)].forEach((value, n) => {
    float32(76 + 4 * n, value);
  });
  float32(108, VOXEL_OFFSET);
  float32(112, 1);
  // xyzt_units: mm.
  file[123] = 2;
  int16(252, quaternion ? 1 : 0);
  int16(254, 1);
  if (quaternion) {
    [...quaternion.slice(1), affine.m[3], affine.m[7], affine.m[11]].forEach((value, n) => {
      float32(256 + 4 * n, value);
    });
  }
  affine.m.slice(0, 12).forEach((value, n) => {
    float32(280 + 4 * n, value);
  });
  file.set([0x6e, 0x2b, 0x31, 0], 344);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), VOXEL_OFFSET);
  return file;
}

function typeOf(data: NiftiToWrite['data']): DataType {
  if (data instanceof Uint8Array) return 'uint8';
  return data instanceof Int16Array ? 'int16' : 'float32';
}
