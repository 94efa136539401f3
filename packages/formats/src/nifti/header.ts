import { DATA_TYPES, type DataTypeCode, isDataType, OTHER_TYPES } from './data-types.ts';
import { unusable } from './unusable.ts';

/** Bytes from which either version's header can be read. */
export const HEADER_BYTES = 544;

/** The fields used here, of a NIfTI-1 (348 bytes) or NIfTI-2 (540 bytes) header. Source: nifti1.h, nifti2.h. */
export interface HeaderFields {
  readonly littleEndian: boolean;
  readonly version: 1 | 2;
  /** dim[1..]: voxels along i, j, k, then volumes and more. */
  readonly sizes: readonly number[];
  readonly datatype: DataTypeCode;
  readonly pixdim: readonly number[];
  readonly voxOffset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly qformCode: number;
  readonly sformCode: number;
  readonly quatern: readonly number[];
  readonly qoffset: readonly number[];
  /** First three rows of the sform, row-major. */
  readonly srow: readonly number[];
}

/** Where each field lies, and how wide its numbers are, in either version. */
const LAYOUT = {
  1: {
    dim: 40,
    datatype: 70,
    pixdim: 76,
    voxOffset: 108,
    slope: 112,
    qform: 252,
    quatern: 256,
    srow: 280,
    wide: false,
  },
  2: {
    dim: 16,
    datatype: 12,
    pixdim: 104,
    voxOffset: 168,
    slope: 176,
    qform: 344,
    quatern: 352,
    srow: 400,
    wide: true,
  },
} as const;

export function readHeader(bytes: Uint8Array): HeaderFields {
  const { version, littleEndian: le } = recognise(bytes);
  const at = LAYOUT[version];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const real = (offset: number) => (at.wide ? view.getFloat64(offset, le) : view.getFloat32(offset, le));
  const reals = (offset: number, count: number) =>
    Array.from({ length: count }, (_, n) => real(offset + n * (at.wide ? 8 : 4)));
  const dim = (n: number) =>
    at.wide ? Number(view.getBigInt64(at.dim + 8 * n, le)) : view.getInt16(at.dim + 2 * n, le);
  const code = (offset: number) => (at.wide ? view.getInt32(offset, le) : view.getInt16(offset, le));

  const rank = dim(0);
  const sizes = Array.from({ length: Math.min(Math.max(rank, 0), 7) }, (_, n) => dim(n + 1));
  if (sizes.length === 0 || sizes.some((size) => size < 1)) {
    throw unusable('corrupt', 'The header gives the image no voxels. Export or download the file again.');
  }
  const datatype = view.getInt16(at.datatype, le);
  if (!isDataType(datatype)) {
    const name = OTHER_TYPES[datatype] ?? `type ${datatype}`;
    throw unusable('unsupported-type', `Voxels are of ${name}; one real number a voxel is needed. Convert the image.`);
  }
  const quatern = reals(at.quatern, 6);
  return {
    littleEndian: le,
    version,
    sizes,
    datatype,
    pixdim: reals(at.pixdim, 8),
    voxOffset: at.wide ? Number(view.getBigInt64(at.voxOffset, le)) : view.getFloat32(at.voxOffset, le),
    slope: real(at.slope),
    intercept: real(at.slope + (at.wide ? 8 : 4)),
    qformCode: code(at.qform),
    sformCode: code(at.qform + (at.wide ? 4 : 2)),
    quatern: quatern.slice(0, 3),
    qoffset: quatern.slice(3),
    srow: reals(at.srow, 12),
  };
}

function recognise(bytes: Uint8Array): Pick<HeaderFields, 'version' | 'littleEndian'> {
  if (bytes.length < 348) throw notNifti();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const littleEndian of [true, false]) {
    const size = view.getInt32(0, littleEndian);
    if (size === 348 && magic(bytes, 344) === 'n+1') return { version: 1, littleEndian };
    if (size === 540 && bytes.length >= 540 && magic(bytes, 4) === 'n+2') return { version: 2, littleEndian };
    if (size === 348 && magic(bytes, 344) === 'ni1') {
      throw unusable(
        'not-nifti',
        'This header keeps its voxels in a second file (.hdr/.img). Convert it to one .nii file.',
      );
    }
  }
  throw notNifti();
}

const magic = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 3));

function notNifti() {
  return unusable('not-nifti', 'This is not a NIfTI file. Choose a .nii or .nii.gz file.');
}

/** Bytes that the voxels of one volume take in the file. */
export function volumeBytes(header: HeaderFields): number {
  const [di, dj = 1, dk = 1] = header.sizes;
  return di * dj * dk * DATA_TYPES[header.datatype].bytes;
}

/** How many 3D volumes the file holds. */
export function volumeCount(header: HeaderFields): number {
  return header.sizes.slice(3).reduce((product, size) => product * size, 1);
}
