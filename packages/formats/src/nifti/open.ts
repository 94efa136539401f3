import { DATA_TYPES, type DataType, dataTypeOf } from './data-types.ts';
import { HEADER_BYTES, type NiftiHeader, parseHeader } from './header.ts';
import { inflateExpecting, inflateHead, isGzip } from './inflate.ts';
import { unusable } from './refuse.ts';

export interface OpenOptions {
  /** Which volume of a 4D file, from 0. */
  readonly volume?: number | undefined;
  /** Most voxels of one volume. (Default: 2^28, 1 GiB as float32) */
  readonly maxVoxels?: number | undefined;
  /** Most bytes of the file once unpacked. (Default: 2^31) */
  readonly maxBytes?: number | undefined;
}

/** A file whose header is sound and whose voxels are all there. */
export interface OpenNifti {
  readonly header: NiftiHeader;
  readonly type: DataType;
  readonly dims: readonly [number, number, number];
  /** How many volumes the file holds, and which one was chosen. */
  readonly volumes: number;
  readonly volume: number;
  /** The stored bytes of that volume, in the file's byte order. */
  readonly voxels: Uint8Array;
  /** The uncompressed header. */
  readonly head: Uint8Array;
}

const MAX_AXIS = 32767;

/** Reads the header, decides by it alone whether the file can be used, and only then unpacks. Throws unusable-file. */
export function openNifti(bytes: Uint8Array, options: OpenOptions): OpenNifti {
  const isPacked = isGzip(bytes);
  const start = isPacked ? inflateHead(bytes) : bytes;
  const header = parseHeader(start);
  const { dims, volumes } = shapeOf(header);
  const type = dataTypeOf(header.datatype);
  const volume = chosenVolume(volumes, options.volume);
  const voxelCount = dims[0] * dims[1] * dims[2];
  const offset = voxelOffset(header);
  const volumeBytes = voxelCount * DATA_TYPES[type].bytes;
  const expected = offset + volumes * volumeBytes;
  refuseTooLarge(voxelCount, options.maxVoxels ?? 2 ** 28, 'voxels');
  refuseTooLarge(expected, options.maxBytes ?? 2 ** 31, 'bytes');
  const content = isPacked ? inflateExpecting(bytes, expected) : bytes;
  if (content.length < expected)
    throw unusable(
      'truncated',
      `The file ends too early: its header promises ${expected} bytes, ${content.length} are there. Copy or download it again.`,
      { expectedBytes: expected, bytes: content.length },
    );
  const first = offset + volume * volumeBytes;
  return {
    header,
    type,
    dims,
    volumes,
    volume,
    voxels: content.subarray(first, first + volumeBytes),
    head: content.subarray(0, HEADER_BYTES[header.version]),
  };
}

function shapeOf({ dim }: NiftiHeader): Pick<OpenNifti, 'dims' | 'volumes'> {
  const axes = dim[0];
  const lengths = dim.slice(1, 1 + axes);
  if (!(axes >= 1 && axes <= 7) || !lengths.every((length) => Number.isSafeInteger(length) && length >= 1))
    throw unusable(
      'corrupt',
      'The header is damaged: the number of voxels per axis makes no sense. Export the file again from where it was made.',
      { dim },
    );
  const [di, dj, dk] = [lengths[0], lengths[1] ?? 1, lengths[2] ?? 1];
  if (Math.max(di, dj, dk) > MAX_AXIS)
    throw unusable('too-large', `No axis may be longer than ${MAX_AXIS} voxels. Crop or resample the image.`, { dim });
  return { dims: [di, dj, dk], volumes: lengths.slice(3).reduce((product, length) => product * length, 1) };
}

function chosenVolume(volumes: number, wanted: number | undefined): number {
  if (wanted === undefined && volumes > 1)
    throw unusable(
      'four-dimensional',
      `The file holds ${volumes} volumes, and one 3D volume is labelled at a time. Choose one: 0 to ${volumes - 1}.`,
      { volumes },
    );
  const volume = wanted ?? 0;
  if (!(Number.isInteger(volume) && volume >= 0 && volume < volumes))
    throw unusable(
      'no-such-volume',
      volumes === 1
        ? 'The file holds one volume only. Choose 0, or none.'
        : `The file holds ${volumes} volumes. Choose one: 0 to ${volumes - 1}.`,
      { volumes },
    );
  return volume;
}

function voxelOffset({ version, voxOffset }: NiftiHeader): number {
  const least = HEADER_BYTES[version] + 4;
  // Some writers leave it 0 and mean "right after the header".
  if (voxOffset === 0) return least;
  if (Number.isFinite(voxOffset) && voxOffset >= least) return Math.floor(voxOffset);
  throw unusable(
    'corrupt',
    'The header is damaged: the place of the voxels (vox_offset) makes no sense. Export the file again from where it was made.',
    { voxOffset: String(voxOffset) },
  );
}

function refuseTooLarge(amount: number, limit: number, unit: 'voxels' | 'bytes'): void {
  if (amount <= limit) return;
  throw unusable(
    'too-large',
    `The image has ${amount} ${unit}; the limit is ${limit}. Crop or resample it, or ask an administrator to raise the limit.`,
    { [unit]: amount, limit },
  );
}
