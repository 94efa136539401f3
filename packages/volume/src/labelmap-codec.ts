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
  const reader = new ByteReader(bytes);
  if (reader.byte() !== VERSION) throw malformed('an unknown labelmap version');
  const dims: Dims = [reader.varuint(MAX_AXIS), reader.varuint(MAX_AXIS), reader.varuint(MAX_AXIS)];
  const total = voxelCount(dims);
  if (total === 0) throw malformed('a labelmap without voxels');
  if (limits.dims && !sameDims(dims, limits.dims)) throw malformed(`dims ${dims} differ from the image's`);
  const maxVoxels = limits.maxVoxels ?? 2 ** 28;
  if (total > maxVoxels) throw new AppError('too-large', `${total} voxels exceed the limit of ${maxVoxels}`);
  const labelmap = new Labelmap(dims);
  let previous = -1;
  for (let at = 0; at < total; ) {
    const value = reader.byte();
    if (value === previous) throw malformed('two neighbouring runs share a value');
    const length = reader.varuint(total - at - 1) + 1;
    if (value !== 0) fillLinear(labelmap, at, length, value);
    at += length;
    previous = value;
  }
  reader.end();
  return labelmap;
}

/** Writes a run of the linear ijk order, which may span rows and slices. */
function fillLinear(labelmap: Labelmap, start: number, length: number, value: number): void {
  const [di, dj] = labelmap.dims;
  for (let at = start, stop = start + length; at < stop; ) {
    const i = at % di;
    const row = (at - i) / di;
    const count = Math.min(di - i, stop - at);
    labelmap.fillRun(i, i + count - 1, row % dj, Math.floor(row / dj), value);
    at += count;
  }
}
