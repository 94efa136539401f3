import { type Digest, fromBase64, isDigest, toBase64 } from '@scholia/core';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { isRefusalCode, type RefusalCode } from './refusal.ts';

/** Message type, beside y-websocket's 0 sync, 1 awareness, 2 auth, 3 queryAwareness. Only for clients that ask with ?ack=1. */
export const MESSAGE_SCHOLIA = 100;

/** Message type of a blob that an operation sent later on the same connection names: varuint 101, varuint8array bytes. */
export const MESSAGE_BLOB = 101;

/*
 * notice = varuint 100, varstring JSON of a ServerNotice
 */
export type ServerNotice =
  /** Everything that the state vector (base64 of Y.encodeStateVector) covers is durable; the log is at `position`. */
  | { readonly type: 'Committed'; readonly position: string; readonly stateVector: string }
  /** The update just sent was refused whole. */
  | { readonly type: 'Refused'; readonly code: RefusalCode; readonly message: string }
  /** The labels of exactly the operations that the state vector covers have this digest. */
  | { readonly type: 'Digest'; readonly position: string; readonly stateVector: string; readonly digest: Digest }
  /** Whether edits are accepted from now on, and if not, why. */
  | { readonly type: 'Status'; readonly writable: boolean; readonly reason?: string | undefined };

/** What a client tells. Servers that do not know it skip it. */
export type ClientNotice =
  /** With the operations of the Digest notice for this position, the labels here have another digest: a bug. */
  { readonly type: 'DigestDiffers'; readonly position: string; readonly digest: Digest };

/** A whole WebSocket message. */
export const encodeNotice = (notice: ServerNotice): Uint8Array => encode(notice);
/** A whole WebSocket message. */
export function encodeBlobMessage(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE_BLOB);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

export const encodeClientNotice = (notice: ClientNotice): Uint8Array<ArrayBuffer> => encode(notice);

function encode(notice: ServerNotice | ClientNotice): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE_SCHOLIA);
  encoding.writeVarString(encoder, JSON.stringify(notice));
  return encoding.toUint8Array(encoder);
}

/** The notice in a whole message, or undefined if the message is of another type or not a notice of this version. */
export function decodeNotice(message: Uint8Array): ServerNotice | undefined {
  try {
    const decoder = decoding.createDecoder(message);
    return decoding.readVarUint(decoder) === MESSAGE_SCHOLIA ? readNotice(decoder) : undefined;
  } catch {
    return undefined;
  }
}

/** As `decodeNotice`, after the message type has been read. Unknown kinds are skipped, so that servers may add some. */
export function readNotice(decoder: decoding.Decoder): ServerNotice | undefined {
  try {
    return parseNotice(JSON.parse(decoding.readVarString(decoder)));
  } catch {
    return undefined;
  }
}

/** The notice of a client, after the message type has been read; undefined for what is not known. */
export function readClientNotice(decoder: decoding.Decoder): ClientNotice | undefined {
  try {
    const { type, position, digest } = JSON.parse(decoding.readVarString(decoder));
    return type === 'DigestDiffers' && isPosition(position) && isDigestText(digest)
      ? { type, position, digest }
      : undefined;
  } catch {
    return undefined;
  }
}

const isPosition = (value: unknown): value is string => typeof value === 'string' && /^\d{1,19}$/.test(value);
const isDigestText = (value: unknown): value is Digest => typeof value === 'string' && isDigest(value);

function parseNotice(value: unknown): ServerNotice | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, position, stateVector, digest, code, message, writable, reason } = value as Record<string, unknown>;
  if (type === 'Committed' && isPosition(position))
    return typeof stateVector === 'string' ? { type, position, stateVector } : undefined;
  if (type === 'Digest' && isPosition(position) && isDigestText(digest))
    return typeof stateVector === 'string' ? { type, position, stateVector, digest } : undefined;
  if (type === 'Refused' && isRefusalCode(code) && typeof message === 'string') return { type, code, message };
  if (type === 'Status' && typeof writable === 'boolean')
    return typeof reason === 'string' ? { type, writable, reason } : { type, writable };
  return undefined;
}

/** A Committed notice for a document whose present state is durable. */
export function committedNotice(position: bigint, doc: Y.Doc): ServerNotice {
  return { type: 'Committed', position: String(position), stateVector: toBase64(Y.encodeStateVector(doc)) };
}

/** Session -> number of durable operations. Throws on bytes that are no state vector. */
export function stateVectorOf(notice: { readonly stateVector: string }): Map<number, number> {
  return Y.decodeStateVector(fromBase64(notice.stateVector));
}
