import { bytesToHex, type Digest, sha256, utf8ToBytes } from '@scholia/core';
import { isEmptyBrick, type Labelmap } from './labelmap.ts';

const DOMAIN = utf8ToBytes('scholia.labelmap.v1\0');

/**
 * SHA-256 that two labelmaps share exactly when they have the same dims and the same label in every voxel.
 * Hashed: "scholia.labelmap.v1\0", di, dj, dk, then for each non-empty brick in index order its index and the SHA-256 of
 * its 32768 bytes (integers: uint32 little-endian). An all-zero brick counts as missing. Hashing each brick on its own
 * lets `brickHash` come from a cache, so that a digest after one stroke costs a few bricks.
 */
export function labelmapDigest(
  labelmap: Labelmap,
  brickHash: (index: number, voxels: Uint8Array) => Uint8Array = (_, voxels) => sha256(voxels),
): Digest {
  const hash = sha256
    .create()
    .update(DOMAIN)
    .update(uint32s(...labelmap.dims));
  for (const [index, voxels] of labelmap.bricks())
    if (!isEmptyBrick(voxels)) hash.update(uint32s(index)).update(brickHash(index, voxels));
  return bytesToHex(hash.digest()) as Digest;
}

function uint32s(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, position) => {
    view.setUint32(4 * position, value, true);
  });
  return bytes;
}
