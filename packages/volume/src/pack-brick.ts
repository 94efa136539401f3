import { assert } from '@scholia/core';
import { BRICK_VOXELS } from './labelmap.ts';
import { ByteReader, ByteWriter } from './varint.ts';

/** A brick's labels as runs (value, varuint length - 1): for keeping many of them in memory. Labels come in runs, mostly. */
export function packBrick(voxels: Uint8Array): Uint8Array {
  assert(voxels.length === BRICK_VOXELS, 'a brick has 32768 voxels');
  const writer = new ByteWriter();
  for (let start = 0; start < BRICK_VOXELS; ) {
    const value = voxels[start];
    let stop = start + 1;
    while (stop < BRICK_VOXELS && voxels[stop] === value) stop++;
    writer.byte(value).varuint(stop - start - 1);
    start = stop;
  }
  return writer.finish();
}

/** Writes what `packBrick` packed into `voxels`. */
export function unpackBrick(packed: Uint8Array, voxels: Uint8Array): void {
  const reader = new ByteReader(packed);
  for (let start = 0; start < BRICK_VOXELS; ) {
    const value = reader.byte();
    const stop = start + reader.varuint() + 1;
    voxels.fill(value, start, stop);
    start = stop;
  }
}
