import { type Affine, affine, spacingMm } from '@scholia/geometry';
import { type Dims, MAX_AXIS } from '@scholia/volume';
import { DATA_TYPES, type DataTypeName } from './data-types.ts';
import { HEADER_BYTES, type HeaderFields, readHeader, volumeBytes, volumeCount } from './header.ts';
import { inflateWithin, isGzip } from './inflate.ts';
import { type Intensity, intensityOf } from './intensity.ts';
import { affineOf } from './orientation.ts';
import { unusable } from './unusable.ts';

export interface ReadNiftiOptions {
  /** Which volume of a 4D file, from 0. (Default: refuse a file with several) */
  readonly volume?: number | undefined;
  /** Most voxels in the volume. (Default: 2^28, a 512 x 512 x 1024 image) */
  readonly maxVoxels?: number | undefined;
  /** Most bytes of the file when inflated. (Default: 4 GiB) */
  readonly maxBytes?: number | undefined;
  /** What NaN and infinite voxels become. (Default: refuse a file with any) */
  readonly replaceNonFinite?: number | undefined;
}

/** One 3D volume in stored order: i fastest. */
export interface NiftiImage {
  readonly dims: Dims;
  /** Voxel ijk to RAS mm. */
  readonly affine: Affine<'ijk', 'ras'>;
  readonly spacingUm: readonly [number, number, number];
  readonly dtype: DataTypeName;
  /** Intensities, with slope and intercept applied. */
  readonly data: Float32Array;
  /** Volumes in the file; 1 for a 3D file. */
  readonly volumes: number;
  /** Which of them this is. */
  readonly volume: number;
  readonly intensity: Intensity;
}

/**
 * Reads a `.nii` or `.nii.gz` file: NIfTI-1 and -2, any real type, both byte orders, sform before qform.
 * Refuses with AppError 'unusable-file' whatever cannot be labelled; `details.reason` is for programs.
 */
export function readNifti(bytes: Uint8Array, options: ReadNiftiOptions = {}): NiftiImage {
  const { header, file } = openNifti(bytes, options);
  const volumes = volumeCount(header);
  const volume = chooseVolume(volumes, options.volume);
  const dims = dimsOf(header);
  const matrix = affine('ijk', 'ras', affineOf(header));
  const spacingUm = spacingMm(matrix).map((mm) => Math.max(1, Math.round(mm * 1000))) as [number, number, number];
  const data = readVoxels(file, header, volume);
  settleNonFinite(data, options.replaceNonFinite);
  const { name } = DATA_TYPES[header.datatype];
  return { dims, affine: matrix, spacingUm, dtype: name, data, volumes, volume, intensity: intensityOf(data) };
}

/** Header and inflated file, after every check that needs no voxel. */
export function openNifti(bytes: Uint8Array, options: ReadNiftiOptions = {}) {
  const sizeOf = (start: Uint8Array) => checkSize(readHeader(start), options);
  const file = isGzip(bytes) ? inflateWithin(bytes, HEADER_BYTES, sizeOf) : bytes;
  const header = readHeader(file);
  const needed = checkSize(header, options);
  if (file.length < needed) {
    throw unusable(
      'truncated',
      `The file ends too early: ${file.length} of ${needed} bytes. Export or download it again.`,
    );
  }
  return { header, file };
}

/** Bytes that the whole file must have. */
function checkSize(header: HeaderFields, { maxVoxels = 2 ** 28, maxBytes = 2 ** 32 }: ReadNiftiOptions): number {
  if (header.sizes.length < 3 || header.sizes[2] < 2) {
    throw unusable('not-three-dimensional', 'The image is a single slice. Scholia labels volumes: choose a 3D image.');
  }
  const dims = dimsOf(header);
  const voxels = dims[0] * dims[1] * dims[2];
  if (voxels > maxVoxels || dims.some((size) => size > MAX_AXIS)) {
    throw unusable(
      'too-large',
      `The volume of ${dims.join(' x ')} voxels is over the limit of ${maxVoxels}. Crop or resample it, or ask an administrator to raise the limit.`,
    );
  }
  const start = Math.max(Math.floor(header.voxOffset), header.version === 1 ? 352 : 544);
  const needed = start + volumeBytes(header) * volumeCount(header);
  if (!(needed <= maxBytes)) {
    throw unusable('too-large', 'The file inflates to more than the limit. Import its volumes one by one.', { needed });
  }
  return needed;
}

function dimsOf(header: HeaderFields): Dims {
  return [header.sizes[0], header.sizes[1], header.sizes[2]];
}

function chooseVolume(volumes: number, wanted: number | undefined): number {
  if (wanted === undefined && volumes > 1) {
    throw unusable('four-dimensional', `The file holds ${volumes} volumes. Choose which of them to label.`, {
      volumes,
    });
  }
  const volume = wanted ?? 0;
  if (!Number.isInteger(volume) || volume < 0 || volume >= volumes) {
    throw unusable('no-such-volume', `There is no volume ${volume}; the file holds 0 to ${volumes - 1}.`, { volumes });
  }
  return volume;
}

function readVoxels(file: Uint8Array, header: HeaderFields, volume: number): Float32Array {
  const { bytes, read } = DATA_TYPES[header.datatype];
  const start = Math.max(Math.floor(header.voxOffset), header.version === 1 ? 352 : 544) + volume * volumeBytes(header);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const data = new Float32Array(volumeBytes(header) / bytes);
  const isScaled = Number.isFinite(header.slope) && header.slope !== 0;
  const slope = isScaled ? header.slope : 1;
  const intercept = isScaled && Number.isFinite(header.intercept) ? header.intercept : 0;
  for (let n = 0, at = start; n < data.length; n++, at += bytes)
    data[n] = read(view, at, header.littleEndian) * slope + intercept;
  return data;
}

function settleNonFinite(data: Float32Array, replacement: number | undefined): void {
  let count = 0;
  for (let at = 0; at < data.length; at++) {
    if (Number.isFinite(data[at])) continue;
    count++;
    if (replacement !== undefined) data[at] = replacement;
  }
  if (count > 0 && replacement === undefined) {
    throw unusable(
      'non-finite',
      `${count} voxels are NaN or infinite. Import again and say what they should become, for example 0.`,
      { count },
    );
  }
}
