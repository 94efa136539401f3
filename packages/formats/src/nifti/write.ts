import type { Affine } from '@scholia/geometry';
import { spacingMm } from '@scholia/geometry';
import type { Dims } from '@scholia/volume';
import { type ReadNiftiOptions, readNifti } from './read.ts';

export interface WriteNifti {
  readonly dims: Dims;
  readonly affine: Affine<'ijk', 'ras'>;
  /** Voxels, i fastest. */
  readonly data: Uint8Array | Int16Array | Float32Array;
}

const HEADER = 352;
/** NIFTI_XFORM_SCANNER_ANAT: mm of the scanner. */
const SCANNER = 1;
/** NIFTI_UNITS_MM. */
const MILLIMETRES = 2;

/** A single-file NIfTI-1 with the affine as sform, and as qform too where a rotation can hold it. Little-endian. */
export function writeNifti({ dims, affine, data }: WriteNifti): Uint8Array {
  const file = new Uint8Array(HEADER + data.byteLength);
  const view = new DataView(file.buffer);
  const spacing = spacingMm(affine);
  const shorts = (at: number, values: readonly number[]) => {
    for (const [n, value] of values.entries()) view.setInt16(at + 2 * n, value, true);
  };
  const floats = (at: number, values: readonly number[]) => {
    for (const [n, value] of values.entries()) view.setFloat32(at + 4 * n, value, true);
  };
  const quaternion = quaternionOf(affine.m, spacing);
  view.setInt32(0, 348, true);
  shorts(40, [3, ...dims, 1, 1, 1, 1]);
  shorts(70, [data instanceof Uint8Array ? 2 : data instanceof Int16Array ? 4 : 16, 8 * data.BYTES_PER_ELEMENT]);
  floats(76, [quaternion?.qfac ?? 1, ...spacing, 1, 1, 1, 1]);
  floats(108, [HEADER, 1, 0]);
  view.setUint8(123, MILLIMETRES);
  shorts(252, [quaternion ? SCANNER : 0, SCANNER]);
  if (quaternion) floats(256, [...quaternion.bcd, affine.m[3], affine.m[7], affine.m[11]]);
  floats(280, affine.m.slice(0, 12));
  file.set([0x6e, 0x2b, 0x31, 0], 344);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), HEADER);
  return file;
}

/** One volume of a 4D file as a 3D file of its own, intensities as float32 with slope and intercept applied. */
export function extractVolume(bytes: Uint8Array, volume: number, options: ReadNiftiOptions = {}): Uint8Array {
  return writeNifti(readNifti(bytes, { ...options, volume }));
}

/**
 * Rotation to quaternion (nifti1.h, mat44_to_quatern), or undefined when the axes are not orthogonal: a qform cannot
 * hold shear. A left-handed grid has qfac -1, which reverses the third axis.
 */
function quaternionOf(m: readonly number[], spacing: readonly number[]) {
  const column = (c: number) => [m[c], m[4 + c], m[8 + c]].map((value) => value / spacing[c]);
  const [x, y, z] = [column(0), column(1), column(2)];
  const dot = (a: readonly number[], b: readonly number[]) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  if (Math.max(Math.abs(dot(x, y)), Math.abs(dot(x, z)), Math.abs(dot(y, z))) > 1e-5) return undefined;
  const cross = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
  const qfac = dot(cross, z) < 0 ? -1 : 1;
  const w = z.map((value) => value * qfac);
  return { qfac, bcd: rotationToQuaternion(x, y, w) };
}

/** Components b, c, d with a >= 0, from the columns of a rotation. The largest component is found first, for accuracy. */
function rotationToQuaternion(x: readonly number[], y: readonly number[], z: readonly number[]): number[] {
  const squares = [1 + x[0] + y[1] + z[2], 1 + x[0] - y[1] - z[2], 1 - x[0] + y[1] - z[2], 1 - x[0] - y[1] + z[2]].map(
    (square) => Math.max(0, square),
  );
  const largest = squares.indexOf(Math.max(...squares));
  const four = 2 * Math.sqrt(squares[largest]);
  const quaternions = [
    [four / 4, (y[2] - z[1]) / four, (z[0] - x[2]) / four, (x[1] - y[0]) / four],
    [(y[2] - z[1]) / four, four / 4, (x[1] + y[0]) / four, (z[0] + x[2]) / four],
    [(z[0] - x[2]) / four, (x[1] + y[0]) / four, four / 4, (y[2] + z[1]) / four],
    [(x[1] - y[0]) / four, (z[0] + x[2]) / four, (y[2] + z[1]) / four, four / 4],
  ];
  const [a, b, c, d] = quaternions[largest];
  return a < 0 ? [-b, -c, -d] : [b, c, d];
}
