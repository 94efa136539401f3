import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { unusable } from './refuse.ts';

/** Compressed bytes that surely hold a header. Deflate grows at most 1032-fold, so this inflates to 17 MB at worst. */
const HEAD_BYTES = 16 * 1024;
/** What a file may hold beyond its voxels, bytes: padding of tape and block devices. */
const PADDING_BYTES = 64 * 1024;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The first inflated bytes of a gzip file, enough for a header, whatever follows. */
export function inflateHead(bytes: Uint8Array): Uint8Array {
  return inflated(() => gunzipSync(bytes.subarray(0, HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH }));
}

/**
 * The whole of a gzip file (several members too), its checksum verified, given up as soon as it outgrows the length that
 * its own header promises: no bomb is inflated. Throws unusable-file: 'corrupt', 'truncated'.
 */
export function inflateExpecting(bytes: Uint8Array, expectedBytes: number): Uint8Array {
  return inflated(() => gunzipSync(bytes, { maxOutputLength: expectedBytes + PADDING_BYTES }));
}

/** gzip of a file, the same bytes for the same input. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}

function inflated(run: () => Uint8Array): Uint8Array {
  try {
    return run();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw unusable(
        'corrupt',
        'The file unpacks to more than its header says, so it is damaged or made to do harm. Export it again from where it was made.',
        {},
        error,
      );
    if (code === 'Z_BUF_ERROR')
      throw unusable('truncated', 'The file ends too early. Copy or download it again.', {}, error);
    throw unusable(
      'corrupt',
      'The file is damaged: its compressed data does not unpack. Copy or download it again.',
      {},
      error,
    );
  }
}
