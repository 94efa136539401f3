import { hexToBytes } from '@scholia/core';
import { type DomainEvent, EVENTS, isEventType, parsePayload, upcast } from '@scholia/domain';
import { HASH_BYTES, hashEvent, leafHash, type ReadEvent, readCanonicalEvent, type Sha256 } from '@scholia/ledger';
import { AFTER_EVENT, BEFORE_EVENT, readEventLine } from '../bundle/format.ts';

/** What can be wrong with a line of events.jsonl by itself, whatever stands before it: bits. */
export const LINE = { form: 1, hash: 2, canonical: 4, type: 8, payload: 16 } as const;

export interface CheckedLines {
  /** One byte a line, bits of LINE; 0 where nothing is wrong. */
  readonly faults: Uint8Array;
  /** 32 bytes a line: the leaf that its hash is in the tree. Zeros for what is no event. */
  readonly leaves: Uint8Array;
}

/** Checks many lines, given as the bytes of the file with their line feeds. Needs nothing else, so it can be done anywhere, in any order. */
export type LineChecker = (lines: Uint8Array) => Promise<CheckedLines>;

export function checkLines(bytes: Uint8Array, sha256: Sha256): CheckedLines {
  const lines = textLines(bytes);
  const faults = new Uint8Array(lines.length);
  const leaves = new Uint8Array(lines.length * HASH_BYTES);
  let start = 0;
  for (const [n, line] of lines.entries()) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed;
    faults[n] = checkLine(line, bytes.subarray(start, end), leaves.subarray(n * HASH_BYTES), sha256);
    start = end + 1;
  }
  return { faults, leaves };
}

export const LINE_FEED = 0x0a;
const decoder = new TextDecoder();

export function textLines(bytes: Uint8Array): string[] {
  const lines = decoder.decode(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** `line` is what the bytes say; the hash is over the bytes themselves. Writes the leaf to the beginning of `leaf`. */
function checkLine(line: string, bytes: Uint8Array, leaf: Uint8Array, sha256: Sha256): number {
  const read = readEventLine(line);
  if (!read) return LINE.form;
  const hash = hashEvent(bytes.subarray(BEFORE_EVENT, bytes.length - AFTER_EVENT), sha256);
  leaf.set(leafHash(sha256, hexToBytes(read.hash)));
  let faults = hash === read.hash ? 0 : LINE.hash;
  const event = readCanonicalEvent(read.canonical);
  if (!event) faults |= LINE.canonical;
  else if (!isKnown(event)) faults |= LINE.type;
  else if (!fits(event)) faults |= LINE.payload;
  return faults;
}

/** The event of a line in which nothing is wrong but perhaps its hash, in the newest version of its type. */
export function readDomainEvent(line: string): { readonly domain: DomainEvent; readonly event: ReadEvent } | undefined {
  const read = readEventLine(line);
  const event = read && readCanonicalEvent(read.canonical);
  return event && isKnown(event) && fits(event)
    ? { domain: upcast(event.type, event.schema, event.payload), event }
    : undefined;
}

function isKnown({ type, schema }: ReadEvent): boolean {
  return isEventType(type) && schema >= 1 && schema <= EVENTS[type].version;
}

function fits({ type, schema, payload }: ReadEvent): boolean {
  try {
    const domain = upcast(type, schema, payload);
    parsePayload(domain.type, domain.payload);
    return true;
  } catch {
    return false;
  }
}
