import { canonicalJson, isCanonicalJson, type Json } from '@scholia/core';
import type { StoredEvent } from '@scholia/domain';
import { ENVELOPE, type Envelope, hashEvent, NO_HASH } from './canonical.ts';
import { portableSha256, type Sha256 } from './merkle/hash.ts';

export interface ChainFault {
  readonly position: bigint;
  readonly type: 'gap' | 'version' | 'previous' | 'hash' | 'canonical' | 'content' | 'time';
  readonly message: string;
}

/** What is known of events that are not a whole log. */
export interface ChainOptions {
  /** The events are a selection, in which only these streams are whole, from their first event on; positions may skip. */
  readonly streams?: ((stream: string) => boolean) | undefined;
  /** From this position on nothing is left out, whatever was chosen from ahead of it. */
  readonly from?: bigint | undefined;
}

export type ReadEvent = Envelope & { readonly v: number };

/** Clocks are set back now and then, by a little; a log that runs further back was written at another time than it says. */
const TOLERANCE_MS = 5 * 60_000;
const DECIMAL = /^[1-9]\d{0,17}$/;

/**
 * Follows the chains of one log, event by event. From the beginning, or from anywhere: then a stream is taken up where it
 * stands.
 */
export class ChainCheck {
  readonly #sha256: Sha256;
  readonly #streams: ChainOptions['streams'];
  readonly #from: bigint | undefined;
  readonly #heads = new Map<string, { readonly version: bigint; readonly hash: string }>();
  #isFromBeginning = false;
  #position: bigint | undefined;
  #latest = 0;

  constructor(sha256: Sha256 = portableSha256, { streams, from = streams ? undefined : 1n }: ChainOptions = {}) {
    this.#sha256 = sha256;
    this.#streams = streams;
    this.#from = from;
  }

  /** What is wrong with the next event of the log, given as its bytes and their hash, and what the bytes say if they can be read. */
  next(text: string, hash: string): { readonly event: ReadEvent | undefined; readonly faults: ChainFault[] } {
    const event = readCanonicalEvent(text);
    return { event, faults: this.follow(event, hash, hashEvent(text, this.#sha256) === hash) };
  }

  /** The same, of bytes that were looked at elsewhere: `event` is what readCanonicalEvent made of them. */
  follow(event: ReadEvent | undefined, hash: string, isHashRight: boolean): ChainFault[] {
    const faults: ChainFault[] = [];
    const position = event ? BigInt(event.position) : (this.#position ?? 0n) + 1n;
    const fault = (type: ChainFault['type'], message: string) =>
      faults.push({ position, type, message: `#${position}: ${message}` });
    if (!isHashRight) fault('hash', 'the bytes do not have the stored hash');
    if (!event) {
      fault('canonical', 'the bytes are not an event in canonical form');
      this.#position = position;
      return faults;
    }
    if (this.#position === undefined) this.#isFromBeginning = position === 1n;
    else if (position <= this.#position) fault('gap', `comes after #${this.#position}, out of order`);
    else if (this.#from !== undefined && position > this.#from && position !== this.#position + 1n)
      fault('gap', `follows #${this.#position}: what was between them is missing`);
    this.#position = position;
    this.#followStream(event, hash, fault);
    const time = Date.parse(event.recordedAt);
    if (time < this.#latest - TOLERANCE_MS)
      fault('time', `was recorded at ${event.recordedAt}, long before the event ahead of it`);
    this.#latest = Math.max(this.#latest, time);
    return faults;
  }

  #followStream(
    { stream, version, prev }: ReadEvent,
    hash: string,
    fault: (type: ChainFault['type'], message: string) => void,
  ) {
    if (this.#streams?.(stream) === false) return;
    const isStart = this.#isFromBeginning || this.#streams !== undefined || version === '1';
    const head = this.#heads.get(stream) ?? (isStart ? { version: 0n, hash: NO_HASH } : undefined);
    if (head && BigInt(version) !== head.version + 1n)
      fault('version', `version ${version} of ${stream} follows version ${head.version}`);
    if (head && prev !== head.hash) fault('previous', `does not name the hash of the event before it in ${stream}`);
    this.#heads.set(stream, { version: BigInt(version), hash });
  }
}

/** Undefined unless the text is an envelope, written the one way that RFC 8785 has for it. */
export function readCanonicalEvent(text: string): ReadEvent | undefined {
  try {
    const event: unknown = JSON.parse(text);
    return isEnvelope(event) && isCanonicalJson(text, event as unknown as Json) ? event : undefined;
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): value is ReadEvent {
  const { v, log, position, version, stream, id, type, schema, prev, recordedAt, actor, payload, ...rest } =
    value as Record<keyof ReadEvent, unknown>;
  return (
    v === ENVELOPE &&
    isDecimal(position) &&
    isDecimal(version) &&
    [log, stream, id, type, prev].every(isString) &&
    Number.isInteger(schema) &&
    isString(recordedAt) &&
    !Number.isNaN(Date.parse(recordedAt)) &&
    isActor(actor) &&
    payload !== undefined &&
    [rest.occurredAt, rest.causation, rest.project, rest.image, rest.reading].every(isStringOrNull)
  );
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isStringOrNull = (value: unknown) => value === null || isString(value);
const isDecimal = (value: unknown) => isString(value) && DECIMAL.test(value);

function isActor(value: unknown): boolean {
  const { type, userId, modelId, name } = (value ?? {}) as Record<string, unknown>;
  return isString({ user: userId, model: modelId, system: name }[String(type)]);
}

/**
 * Recomputes every hash and follows every chain. `events` in order of position, from any position on, of one whole log.
 * Returns all faults; none means intact.
 */
export function verifyChain(events: readonly StoredEvent[], sha256: Sha256 = portableSha256): ChainFault[] {
  const check = new ChainCheck(sha256);
  return events.flatMap((stored) => {
    const { event, faults } = check.next(new TextDecoder().decode(stored.canonical), stored.hash);
    if (!event || agrees(stored, event)) return faults;
    const message = `#${stored.position}: the event does not say what its bytes say`;
    return [...faults, { position: stored.position, type: 'content', message }];
  });
}

function agrees(stored: StoredEvent, event: ReadEvent): boolean {
  return (
    event.position === String(stored.position) &&
    event.stream === stored.streamId &&
    event.version === String(stored.version) &&
    event.id === stored.eventId &&
    event.type === stored.type &&
    event.prev === stored.prevHash &&
    event.recordedAt === stored.recordedAt &&
    canonicalJson(event.actor as unknown as Json) === canonicalJson(stored.actor as unknown as Json)
  );
}
