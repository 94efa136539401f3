import { Gunzip, gzipSync } from 'fflate';
import { unusable } from './unusable.ts';

export const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** gzip (RFC 1952) with no time stamp, so that equal content gives equal bytes. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: 6, mtime: 0 });
}

const CHUNK = 1 << 16;

/**
 * Inflates gzip bytes, but never further than `limitOf(start)` says once the first `headBytes` are there: what the
 * header announces bounds the memory, whatever the file holds (a zip bomb stops at its own header).
 */
export function inflateWithin(
  bytes: Uint8Array,
  headBytes: number,
  limitOf: (start: Uint8Array) => number,
): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let limit: number | undefined;
  const gunzip = new Gunzip((chunk) => {
    chunks.push(chunk.slice());
    size += chunk.length;
  });
  try {
    for (let at = 0; at < bytes.length && (limit === undefined || size < limit); at += CHUNK) {
      gunzip.push(bytes.subarray(at, at + CHUNK), at + CHUNK >= bytes.length);
      if (limit === undefined && size >= headBytes) limit = limitOf(joined(chunks, headBytes));
    }
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AppError') throw cause;
    throw unusable('corrupt', 'The compressed file is damaged. Export or download it again.');
  }
  return joined(chunks, Math.min(size, limit ?? size));
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    if (at >= length) break;
    const part = chunk.subarray(0, length - at);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
