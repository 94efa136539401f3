import { AppError, assert } from '@scholia/core';
import { type Dims, MAX_AXIS, sameDims, voxelCount } from './grid.ts';
import type { DecodeLimits } from './labelmap-codec.ts';
import { ByteReader, ByteWriter, malformed } from './varint.ts';

const VERSION = 1;

/** Shares of 0 to 1 as bytes: 255 is 1. */
export function bytesOfShares(shares: Float32Array): Uint8Array {
  const bytes = new Uint8Array(shares.length);
  for (let at = 0; at < shares.length; at++) bytes[at] = Math.round(255 * Math.min(1, Math.max(0, shares[at])));
  return bytes;
}

/**
 * The blob format of what varies from voxel to voxel, so that a labelmap's runs would be many: uncertainty, chances. One byte
 * per voxel in ijk order, i fastest. Byte 1 (version), varuint di, dj, dk, then all voxels by raw deflate (RFC 1951). 512 x 512 x
 * 300 voxels of which a twentieth is not zero, with soft edges, take 2 MB.
 */
export async function encodeByteMap(dims: Dims, voxels: Uint8Array): Promise<Uint8Array> {
  const writer = new ByteMapWriter(dims);
  await writer.add(voxels);
  return await writer.finish();
}

/** Writes the bytes of `encodeByteMap` piece by piece, so that the voxels never need be in memory at once. */
export class ByteMapWriter {
  readonly #out = new ByteWriter().byte(VERSION);
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #packing: Promise<void>;
  #missing: number;
  #length = 0;

  constructor(dims: Dims) {
    for (const size of dims) this.#out.varuint(size);
    this.#missing = voxelCount(dims);
    const { writable, readable } = new CompressionStream('deflate-raw');
    this.#input = writable.getWriter();
    this.#packing = this.#take(readable);
  }

  /** Bytes packed so far. */
  get length(): number {
    return this.#length;
  }

  /** The next voxels in ijk order. They must not change afterwards. */
  async add(voxels: Uint8Array): Promise<void> {
    this.#missing -= voxels.length;
    await this.#input.write(voxels as Uint8Array<ArrayBuffer>);
  }

  async finish(): Promise<Uint8Array> {
    assert(this.#missing === 0, 'a byte map has one byte per voxel');
    await this.#input.close();
    await this.#packing;
    return this.#out.finish();
  }

  async #take(readable: ReadableStream<Uint8Array>): Promise<void> {
    const reader = readable.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      this.#out.bytes(part.value);
      this.#length += part.value.length;
    }
  }
}

/**
 * The voxels that `encodeByteMap` wrote. Refuses with AppError: 'bad-request' when malformed or of another size than
 * `limits.dims`, 'too-large' above `limits.maxVoxels`; never unpacks more than the dims say.
 */
export async function decodeByteMap(
  bytes: Uint8Array,
  limits: DecodeLimits = {},
): Promise<{ readonly dims: Dims; readonly voxels: Uint8Array }> {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== VERSION) throw malformed('an unknown version of a byte map');
  const dims: Dims = [reader.varuint(MAX_AXIS), reader.varuint(MAX_AXIS), reader.varuint(MAX_AXIS)];
  const total = voxelCount(dims);
  if (limits.dims && !sameDims(dims, limits.dims)) throw malformed(`dims ${dims} differ from the image's`);
  const maxVoxels = limits.maxVoxels ?? 2 ** 28;
  if (total > maxVoxels) throw new AppError('too-large', `${total} voxels exceed the limit of ${maxVoxels}`);
  const voxels = await unpack(reader.bytes(reader.remaining), total);
  if (voxels.length !== total) throw malformed(`${voxels.length} voxels of ${total}`);
  return { dims, voxels };
}

/** What is unpacked, up to `most` bytes and a piece. */
async function unpack(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  const { writable, readable } = new DecompressionStream('deflate-raw');
  const writer = writable.getWriter();
  // What fails here fails when read, too.
  void writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => undefined);
  void writer.close().catch(() => undefined);
  const out = new ByteWriter();
  let length = 0;
  const reader = readable.getReader();
  try {
    for (let part = await reader.read(); !part.done && length <= most; part = await reader.read()) {
      out.bytes(part.value);
      length += part.value.length;
    }
  } catch (cause) {
    throw new AppError('bad-request', 'malformed bytes: not deflated', { cause, details: { reason: 'malformed' } });
  }
  return out.finish();
}
