import { unusable } from './refuse.ts';

/** What this product uses of a NIfTI header, as the file states it. Sources: nifti1.h, nifti2.h (nifti.nimh.nih.gov). */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly isLittleEndian: boolean;
  /** dim[0..7]: dim[0] axes, then their lengths. */
  readonly dim: readonly number[];
  readonly datatype: number;
  /** pixdim[0..7]; pixdim[0] is qfac, the handedness of the qform. */
  readonly pixdim: readonly number[];
  readonly voxOffset: number;
  readonly slope: number;
  readonly inter: number;
  readonly xyztUnits: number;
  readonly qformCode: number;
  readonly sformCode: number;
  /** quatern_b, c, d, then qoffset_x, y, z. */
  readonly qform: readonly number[];
  /** srow_x, srow_y, srow_z: 12 numbers, row-major. */
  readonly sform: readonly number[];
}

export const HEADER_BYTES = { 1: 348, 2: 540 } as const;

/**
 * Parses the start of an uncompressed NIfTI-1 or NIfTI-2 file of either byte order.
 * Throws unusable-file: 'not-nifti' (with a guess at what it is instead), 'truncated'.
 */
export function parseHeader(bytes: Uint8Array): NiftiHeader {
  if (bytes.length < 8) throw notNifti(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const isLittleEndian of [true, false])
    for (const version of [1, 2] as const) {
      if (view.getInt32(0, isLittleEndian) !== HEADER_BYTES[version]) continue;
      if (bytes.length < HEADER_BYTES[version])
        throw unusable('truncated', 'The file ends inside its header. Copy or download it again.');
      const magic = ascii(bytes, version === 1 ? 344 : 4, 3);
      if (magic === `n+${version}`)
        return version === 1 ? parseVersion1(view, isLittleEndian) : parseVersion2(view, isLittleEndian);
      if (magic === `ni${version}`)
        throw unusable('not-nifti', 'This is the header of an .hdr/.img pair. Convert the pair to one .nii file.');
    }
  throw notNifti(bytes);
}

function parseVersion1(view: DataView, isLittleEndian: boolean): NiftiHeader {
  const int16 = (at: number) => view.getInt16(at, isLittleEndian);
  const float32 = (at: number) => view.getFloat32(at, isLittleEndian);
  return {
    version: 1,
    isLittleEndian,
    dim: row(8, (n) => int16(40 + 2 * n)),
    datatype: int16(70),
    pixdim: row(8, (n) => float32(76 + 4 * n)),
    voxOffset: float32(108),
    slope: float32(112),
    inter: float32(116),
    xyztUnits: view.getUint8(123),
    qformCode: int16(252),
    sformCode: int16(254),
    qform: row(6, (n) => float32(256 + 4 * n)),
    sform: row(12, (n) => float32(280 + 4 * n)),
  };
}

function parseVersion2(view: DataView, isLittleEndian: boolean): NiftiHeader {
  const int32 = (at: number) => view.getInt32(at, isLittleEndian);
  const int64 = (at: number) => Number(view.getBigInt64(at, isLittleEndian));
  const float64 = (at: number) => view.getFloat64(at, isLittleEndian);
  return {
    version: 2,
    isLittleEndian,
    dim: row(8, (n) => int64(16 + 8 * n)),
    datatype: view.getInt16(12, isLittleEndian),
    pixdim: row(8, (n) => float64(104 + 8 * n)),
    voxOffset: int64(168),
    slope: float64(176),
    inter: float64(184),
    xyztUnits: int32(500),
    qformCode: int32(344),
    sformCode: int32(348),
    qform: row(6, (n) => float64(352 + 8 * n)),
    sform: row(12, (n) => float64(400 + 8 * n)),
  };
}

const row = (length: number, read: (n: number) => number): number[] => Array.from({ length }, (_, n) => read(n));

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Files that people drop by mistake: where their mark stands, and what to do. */
const OTHER_FORMATS = [
  {
    at: 128,
    mark: 'DICM',
    advice: 'This is a DICOM file. Convert the series to NIfTI first, for example with dcm2niix.',
  },
  { at: 0, mark: 'NRRD', advice: 'This is an NRRD file. Save it as NIfTI (.nii.gz) first, for example in 3D Slicer.' },
  { at: 0, mark: 'PK', advice: 'This is a zip archive. Unpack it, and import the .nii or .nii.gz files inside.' },
  { at: 1, mark: 'PNG', advice: 'This is a PNG picture. A 3D image is needed: .nii or .nii.gz.' },
] as const;

function notNifti(bytes: Uint8Array): Error {
  const other = OTHER_FORMATS.find(({ at, mark }) => ascii(bytes, at, mark.length) === mark);
  return unusable('not-nifti', other?.advice ?? 'This is not a NIfTI file. Choose a .nii or .nii.gz file.');
}
