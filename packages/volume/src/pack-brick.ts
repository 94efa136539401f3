import { assert } from '@scholia/core';
import { BRICK_VOXELS } from './labelmap.ts';
import { ByteWriter } from './varint.ts';

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

/** Writes what `packBrick` packed into `voxels`. Trusts its input: not for bytes of others. */
export function unpackBrick(packed: Uint8Array, voxels: Uint8Array): void {
  let start = 0;
  for (let at = 0; at < packed.length; ) {
    const value = packed[at++];
    let length = 1;
    for (let shift = 0; ; shift += 7) {
      const byte = packed[at++];
      length += (byte & 127) << shift;
      if (byte < 128) break;
    }
    voxels.fill(value, start, start + length);
    start += length;
  }
  assert(start === BRICK_VOXELS, 'a packed brick has 32768 voxels');
}
