import { canonicalJson, isCanonicalJson, type Json } from '@scholia/core';
import type { StoredEvent } from '@scholia/domain';
import { type Envelope, hashEvent, NO_HASH } from './canonical.ts';
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
    const faults: ChainFault[] = [];
    const event = readCanonical(text);
    const position = event ? BigInt(event.position) : (this.#position ?? 0n) + 1n;
    const fault = (type: ChainFault['type'], message: string) =>
      faults.push({ position, type, message: `#${position}: ${message}` });
    if (hashEvent(text, this.#sha256) !== hash) fault('hash', 'the bytes do not have the stored hash');
    if (!event) {
      fault('canonical', 'the bytes are not an event in canonical form');
      this.#position = position;
      return { event, faults };
    }
    if (this.#position === undefined) this.#isFromBeginning = position === 1n;
    else if (position <= this.#position) fault('gap', `comes after #${this.#position}`);
    else if (this.#from !== undefined && position > this.#from && position !== this.#position + 1n)
      fault('gap', `follows #${this.#position}`);
    this.#position = position;
    this.#follow(event, hash, fault);
    const time = Date.parse(event.recordedAt);
    if (time < this.#latest - TOLERANCE_MS)
      fault('time', `was recorded at ${event.recordedAt}, long before the event ahead of it`);
    this.#latest = Math.max(this.#latest, time);
    return { event, faults };
  }

  #follow(
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
function readCanonical(text: string): ReadEvent | undefined {
  try {
    const event = JSON.parse(text);
    const { position, version, stream, prev, recordedAt } = event;
    const isRight =
      DECIMAL.test(position) &&
      DECIMAL.test(version) &&
      typeof stream === 'string' &&
      typeof prev === 'string' &&
      !Number.isNaN(Date.parse(recordedAt)) &&
      isCanonicalJson(text, event as Json);
    return isRight ? event : undefined;
  } catch {
    return undefined;
  }
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
