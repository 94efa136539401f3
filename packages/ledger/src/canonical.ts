import {
  bytesToHex,
  canonicalJson,
  type EventId,
  type ImageId,
  type Json,
  type ProjectId,
  type ReadingId,
  utf8ToBytes,
} from '@scholia/core';
import { type Actor, type StoredEvent, upcast } from '@scholia/domain';
import { portableSha256, type Sha256 } from './merkle/hash.ts';

/** Version of the envelope below. */
export const ENVELOPE = 1;
const DOMAIN_TAG = utf8ToBytes('scholia.event.v1\0');
/** What the first event of a stream follows. */
export const NO_HASH = '0'.repeat(64);

const utf8 = new TextDecoder();

/** What the hash covers, beside its own version. Positions and versions are decimal strings: they pass 2^53. */
export interface Envelope {
  readonly log: string;
  readonly position: string;
  readonly stream: string;
  readonly version: string;
  readonly id: string;
  readonly type: string;
  readonly schema: number;
  readonly actor: Actor;
  readonly recordedAt: string;
  readonly occurredAt: string | null;
  readonly causation: string | null;
  readonly project: string | null;
  readonly image: string | null;
  readonly reading: string | null;
  readonly payload: Json;
  /** Hash of the event before it in the stream, 64 hex digits. */
  readonly prev: string;
}

/** The bytes of an event, for ever: RFC 8785 in UTF-8, as text. */
export function canonicalEvent(envelope: Envelope): string {
  const { log, position, stream, version, id, type, schema, recordedAt, occurredAt } = envelope;
  const { causation, project, image, reading, payload, prev } = envelope;
  const actor = envelope.actor as unknown as Json;
  // In order already: what is not has to be copied first.
  const members = {
    actor,
    causation,
    id,
    image,
    log,
    occurredAt,
    payload,
    position,
    prev,
    project,
    reading,
    recordedAt,
  };
  return canonicalJson(Object.assign(members, { schema, stream, type, v: ENVELOPE, version }));
}

/** SHA-256(utf8 "scholia.event.v1\0" || canonical), hex. */
export function hashEvent(canonical: string | Uint8Array, sha256: Sha256 = portableSha256): string {
  return bytesToHex(sha256(DOMAIN_TAG, typeof canonical === 'string' ? utf8ToBytes(canonical) : canonical));
}

/** Reads an event back from its bytes. `hash` is hex, as stored. */
export function decodeEvent(canonical: Uint8Array, hash: string): StoredEvent {
  const envelope: Envelope & { readonly v: number } = JSON.parse(utf8.decode(canonical));
  if (envelope.v !== ENVELOPE) throw new Error(`bug: unknown envelope version ${envelope.v}`);
  return storedEvent(envelope, canonical, hash);
}

/** The event of an envelope that was just written, or read. */
export function storedEvent(envelope: Envelope, canonical: Uint8Array, hash: string): StoredEvent {
  const { type, payload } = upcast(envelope.type, envelope.schema, envelope.payload);
  // Named one by one: spreading what upcast returns costs more than parsing the text.
  return {
    type,
    payload,
    logId: envelope.log,
    position: BigInt(envelope.position),
    streamId: envelope.stream,
    version: BigInt(envelope.version),
    eventId: envelope.id as EventId,
    schemaVersion: envelope.schema,
    actor: envelope.actor,
    projectId: envelope.project as ProjectId | null,
    imageId: envelope.image as ImageId | null,
    readingId: envelope.reading as ReadingId | null,
    recordedAt: envelope.recordedAt,
    occurredAt: envelope.occurredAt,
    causation: envelope.causation,
    prevHash: envelope.prev,
    hash,
    canonical,
  } as StoredEvent;
}
