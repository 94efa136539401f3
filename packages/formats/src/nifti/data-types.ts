import { unusable } from './refuse.ts';

/** Voxel types that can be read. int64, uint64 and float64 lose what float32 cannot hold (above 2^24 for integers). */
export type DataType =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float32'
  | 'float64';

type Voxels = ArrayLike<number> | ArrayLike<bigint>;

interface DataTypeRow {
  readonly code: number;
  readonly bytes: 1 | 2 | 4 | 8;
  /** A view of little-endian, aligned bytes. */
  readonly view: (buffer: ArrayBuffer) => Voxels;
}

/** Codes: nifti1.h, NIFTI_TYPE_*. */
export const DATA_TYPES = {
  uint8: { code: 2, bytes: 1, view: (buffer) => new Uint8Array(buffer) },
  int16: { code: 4, bytes: 2, view: (buffer) => new Int16Array(buffer) },
  int32: { code: 8, bytes: 4, view: (buffer) => new Int32Array(buffer) },
  float32: { code: 16, bytes: 4, view: (buffer) => new Float32Array(buffer) },
  float64: { code: 64, bytes: 8, view: (buffer) => new Float64Array(buffer) },
  int8: { code: 256, bytes: 1, view: (buffer) => new Int8Array(buffer) },
  uint16: { code: 512, bytes: 2, view: (buffer) => new Uint16Array(buffer) },
  uint32: { code: 768, bytes: 4, view: (buffer) => new Uint32Array(buffer) },
  int64: { code: 1024, bytes: 8, view: (buffer) => new BigInt64Array(buffer) },
  uint64: { code: 1280, bytes: 8, view: (buffer) => new BigUint64Array(buffer) },
} as const satisfies Record<DataType, DataTypeRow>;

const REFUSED: Readonly<Record<number, string>> = {
  1: 'one-bit voxels',
  32: 'complex numbers',
  128: 'RGB colours',
  1536: '128-bit floats',
  1792: 'complex numbers',
  2048: 'complex numbers',
  2304: 'RGBA colours',
};

/** The type of a header's `datatype` code. Throws unusable-file, 'unsupported-type'. */
export function dataTypeOf(code: number): DataType {
  for (const [name, row] of Object.entries(DATA_TYPES)) if (row.code === code) return name as DataType;
  const what = REFUSED[code] ?? `an unknown voxel type (${code})`;
  throw unusable(
    'unsupported-type',
    `The file holds ${what}; one number per voxel is needed. Convert it to one channel of an integer or float type.`,
    { datatype: code },
  );
}

/**
 * Voxels of one volume as float32, scaled: value * slope + inter.
 * `bytes` are `count` voxels in the file's byte order, i fastest; they are not changed.
 */
export function decodeVoxels(
  bytes: Uint8Array,
  type: DataType,
  order: { readonly isLittleEndian: boolean },
  scale: { readonly slope: number; readonly inter: number },
): Float32Array {
  const row = DATA_TYPES[type];
  const aligned = new Uint8Array(bytes.length);
  aligned.set(bytes);
  if (!order.isLittleEndian) swap(aligned.buffer, row.bytes);
  const stored: Voxels = row.view(aligned.buffer);
  const voxels = new Float32Array(stored.length);
  const { slope, inter } = scale;
  for (let at = 0; at < voxels.length; at++) voxels[at] = Number(stored[at]) * slope + inter;
  return voxels;
}

/** Reverses the bytes of every word, in place. */
function swap(buffer: ArrayBuffer, wordBytes: 1 | 2 | 4 | 8): void {
  const bytes = Buffer.from(buffer);
  if (wordBytes === 2) bytes.swap16();
  else if (wordBytes === 4) bytes.swap32();
  else if (wordBytes === 8) bytes.swap64();
}
