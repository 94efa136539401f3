import { bytesToHex } from '@scholia/core';
import { DER, type Der, der, oidOf, readDer } from './der.ts';

// RFC 3161: a time stamping authority signs that it has seen a hash at a time.

const SHA256 = Uint8Array.of(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01);
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** What a token says. `time`: ISO 8601 UTC. */
export interface Timestamp {
  /** Hex of the SHA-256 that was stamped. */
  readonly imprint: string;
  readonly time: string;
}

/** TimeStampReq for a SHA-256, asking for the authority's certificates: they are needed when it no longer exists. */
export function timestampRequest(hash: Uint8Array, nonce: Uint8Array): Uint8Array {
  const algorithm = der(DER.SEQUENCE, der(DER.OID, SHA256), der(DER.NULL));
  return der(
    DER.SEQUENCE,
    der(DER.INTEGER, Uint8Array.of(1)),
    der(DER.SEQUENCE, algorithm, der(DER.OCTETS, hash)),
    // A leading zero keeps it positive.
    der(DER.INTEGER, Uint8Array.of(0, ...nonce.map((byte, i) => (i === 0 ? byte | 0x80 : byte)))),
    der(0x01, Uint8Array.of(0xff)),
  );
}

/** Reads a TimeStampResp. Undefined when the authority refused, or when it is none. Checks no signature. */
export function readTimestamp(response: Uint8Array): Timestamp | undefined {
  try {
    const [status, token] = readDer(readDer(response)[0].content);
    const granted = Number(`0x${bytesToHex(readDer(status.content)[0].content)}`);
    if (granted > 1 || !token) return undefined;
    // ContentInfo > [0] > SignedData > encapContentInfo > [0] > OCTET STRING > TSTInfo.
    const signedData = readDer(inside(readDer(token.content)[1]).content);
    const [type, content] = readDer(signedData[2].content);
    if (oidOf(type.content) !== TST_INFO) return undefined;
    const info = readDer(readDer(inside(content).content)[0].content);
    const [, imprint] = readDer(info[2].content);
    const time = info.find(({ tag }) => tag === DER.TIME);
    return time && { imprint: bytesToHex(imprint.content), time: timeOf(new TextDecoder().decode(time.content)) };
  } catch {
    return undefined;
  }
}

/** The one element that an explicit tag wraps. */
function inside(tagged: Der): Der {
  return readDer(tagged.content)[0];
}

/** GeneralizedTime: YYYYMMDDhhmmss[.f]Z. */
function timeOf(text: string): string {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d(?:\.\d+)?)Z$/.exec(text) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`).toISOString();
}
