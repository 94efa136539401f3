import { AppError } from '@scholia/core';

/** Grows as it is written. Unsigned LEB128 varints, at most 2^53 - 1 (bigints: 2^63 - 1). */
export class ByteWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  byte(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  bytes(values: Uint8Array): this {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
    return this;
  }

  varuint(value: number): this {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    return this.byte(rest);
  }

  varbigint(value: bigint): this {
    let rest = value;
    while (rest >= 128n) {
      this.byte(Number(rest % 128n) + 128);
      rest /= 128n;
    }
    return this.byte(Number(rest));
  }

  /** Zigzag: 0, -1, 1, -2, ... become 0, 1, 2, 3, ... */
  varint(value: number): this {
    return this.varuint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** What `ByteReader` and the decoders throw on bytes that no encoder of ours wrote. */
export function malformed(what: string): AppError {
  return new AppError('bad-request', `malformed bytes: ${what}`, { details: { reason: 'malformed' } });
}

/** Reads hostile bytes: every method either returns a value in range or throws AppError('bad-request'). */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  byte(): number {
    if (this.#position >= this.#bytes.length) throw malformed('cut short');
    return this.#bytes[this.#position++];
  }

  /** A view, not a copy. */
  bytes(count: number): Uint8Array {
    if (count > this.remaining) throw malformed('cut short');
    this.#position += count;
    return this.#bytes.subarray(this.#position - count, this.#position);
  }

  varuint(limit = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const next = this.byte();
      value += (next & 127) * scale;
      if (value > limit) throw malformed('a number is out of range');
      if (next < 128) {
        if (next === 0 && scale > 1) throw malformed('a number is not in its shortest form');
        return value;
      }
      scale *= 128;
      if (scale > Number.MAX_SAFE_INTEGER) throw malformed('a number is too long');
    }
  }

  /** 0..2^63-1, the range of a log position. */
  varbigint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 63n; shift += 7n) {
      const next = this.byte();
      value |= BigInt(next & 127) << shift;
      if (next < 128) {
        if (next === 0 && shift > 0n) throw malformed('a number is not in its shortest form');
        return value;
      }
    }
    throw malformed('a number is too long');
  }

  /** Zigzag, magnitude at most `limit`. */
  varint(limit: number): number {
    const zigzag = this.varuint(2 * limit);
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  end(): void {
    if (this.remaining !== 0) throw malformed('bytes follow the end');
  }
}
