/** One element of DER (X.690): its tag, its content, and itself with its header. */
export interface Der {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

export const DER = {
  INTEGER: 0x02,
  OCTETS: 0x04,
  NULL: 0x05,
  OID: 0x06,
  TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/** The elements that follow one another in `bytes`. Throws when they do not end where the bytes do. */
export function readDer(bytes: Uint8Array): Der[] {
  const found: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    let length = bytes[at + 1];
    let start = at + 2;
    if (length >= 0x80) {
      const count = length - 0x80;
      if (count === 0 || count > 4) throw new Error('not DER: a length of no definite size');
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + bytes[start + i];
      start += count;
    }
    const end = start + length;
    if (!(end <= bytes.length)) throw new Error('not DER: an element longer than what holds it');
    found.push({ tag: bytes[at], content: bytes.subarray(start, end), whole: bytes.subarray(at, end) });
    at = end;
  }
  return found;
}

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const size = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
  const header = length < 0x80 ? [tag, length] : [tag, 0x80 + size.length, ...size];
  const out = new Uint8Array(header.length + length);
  out.set(header);
  let at = header.length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Dotted form of an object identifier's content. */
export function oidOf(content: Uint8Array): string {
  const parts: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (parts.length === 0)
      parts.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else parts.push(value);
    value = 0;
  }
  return parts.join('.');
}
