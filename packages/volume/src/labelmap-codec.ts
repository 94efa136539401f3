import { AppError } from '@scholia/core';
import { type Dims, MAX_AXIS, sameDims, voxelCount } from './grid.ts';
import { BRICK, brickOffset, Labelmap } from './labelmap.ts';
import { ByteReader, ByteWriter, malformed } from './varint.ts';

const VERSION = 1;

export interface DecodeLimits {
  /** Largest di*dj*dk accepted. (Default: 2^28, a 512 x 512 x 1024 image) */
  readonly maxVoxels?: number | undefined;
  /** When given, any other size is refused. */
  readonly dims?: Dims | undefined;
}

/**
 * The blob format of masks, proposals and submitted labels:
 * byte 1 (version), varuint di, dj, dk, then runs (byte value, varuint length - 1) over the ijk order, i fastest, until
 * every voxel is covered. Neighbouring runs differ in value, so that equal labelmaps have equal bytes (and digests).
 */
export function encodeLabelmap(labelmap: Labelmap): Uint8Array {
  const writer = new ByteWriter().byte(VERSION);
  for (const size of labelmap.dims) writer.varuint(size);
  let value = -1;
  let length = 0;
  const extend = (next: number, count: number) => {
    if (next !== value) {
      if (length > 0) writer.byte(value).varuint(length - 1);
      value = next;
      length = 0;
    }
    length += count;
  };
  const [di, dj, dk] = labelmap.dims;
  for (let k = 0; k < dk; k++)
    for (let j = 0; j < dj; j++)
      for (let i = 0; i < di; i += BRICK) {
        const voxels = labelmap.brick(labelmap.brickIndex(i, j, k));
        const count = Math.min(BRICK, di - i);
        if (!voxels) extend(0, count);
        else {
          const offset = brickOffset(i, j, k);
          for (let x = offset; x < offset + count; x++) extend(voxels[x], 1);
        }
      }
  return writer
    .byte(value)
    .varuint(length - 1)
    .finish();
}

/**
 * The labelmap that `encodeLabelmap` wrote. Hostile input is refused with AppError: 'bad-request' when malformed or of
 * another size than `limits.dims`, 'too-large' above `limits.maxVoxels`; nothing is allocated before those checks.
 */
export function decodeLabelmap(bytes: Uint8Array, limits: DecodeLimits = {}): Labelmap {
  let labelmap: Labelmap | undefined;
  const dims = readRuns(bytes, limits, (size, at, length, value) => {
    const made = labelmap ?? new Labelmap(size);
    labelmap = made;
    splitIntoRows(size, at, length, (i0, i1, j, k) => made.fillRun(i0, i1, j, k, value));
  });
  return labelmap ?? new Labelmap(dims);
}

/** Visits the non-zero runs along i, in ijk order, and returns the dims. Errors as `decodeLabelmap`, after some visits. */
export function visitLabelmap(
  bytes: Uint8Array,
  limits: DecodeLimits,
  visitRun: (i0: number, i1: number, j: number, k: number, value: number) => void,
): Dims {
  return readRuns(bytes, limits, (dims, at, length, value) => {
    splitIntoRows(dims, at, length, (i0, i1, j, k) => visitRun(i0, i1, j, k, value));
  });
}

/** Errors as `decodeLabelmap`, in time that the bytes pay for. Returns the dims. */
export function checkLabelmap(bytes: Uint8Array): Dims {
  return readRuns(bytes, {}, () => {});
}

/** Non-zero runs of the linear ijk order. Linear in the number of bytes, whatever they claim. */
function readRuns(
  bytes: Uint8Array,
  limits: DecodeLimits,
  visit: (dims: Dims, at: number, length: number, value: number) => void,
): Dims {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== VERSION) throw malformed('an unknown labelmap version');
  const dims: Dims = [reader.varuint(MAX_AXIS), reader.varuint(MAX_AXIS), reader.varuint(MAX_AXIS)];
  const total = voxelCount(dims);
  if (total === 0) throw malformed('a labelmap without voxels');
  if (limits.dims && !sameDims(dims, limits.dims)) throw malformed(`dims ${dims} differ from the image's`);
  const maxVoxels = limits.maxVoxels ?? 2 ** 28;
  if (total > maxVoxels) throw new AppError('too-large', `${total} voxels exceed the limit of ${maxVoxels}`);
  let previous = -1;
  for (let at = 0; at < total; ) {
    const value = reader.byte();
    if (value === previous) throw malformed('two neighbouring runs share a value');
    const length = reader.varuint(total - at - 1) + 1;
    if (value !== 0) visit(dims, at, length, value);
    at += length;
    previous = value;
  }
  reader.end();
  return dims;
}

/** A run of the linear ijk order may span rows and slices. */
function splitIntoRows(
  [di, dj]: Dims,
  start: number,
  length: number,
  visitRun: (i0: number, i1: number, j: number, k: number) => void,
): void {
  for (let at = start, stop = start + length; at < stop; ) {
    const i = at % di;
    const row = (at - i) / di;
    const count = Math.min(di - i, stop - at);
    visitRun(i, i + count - 1, row % dj, Math.floor(row / dj));
    at += count;
  }
}
