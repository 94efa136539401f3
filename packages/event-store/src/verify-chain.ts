import { canonicalJson, type Json } from '@scholia/core';
import type { StoredEvent } from '@scholia/domain';
import { hashEvent, NO_HASH } from './canonical.ts';

export interface ChainFault {
  readonly position: bigint;
  readonly type: 'gap' | 'version' | 'previous' | 'hash' | 'canonical' | 'content';
  readonly message: string;
}

/**
 * Recomputes every hash and follows every chain. `events` in order of position, from any position on, of one whole log:
 * a stream that begins before the first of them is taken up where it stands. Returns all faults; none means intact.
 */
export function verifyChain(events: readonly StoredEvent[]): ChainFault[] {
  const faults: ChainFault[] = [];
  const heads = new Map<string, { version: bigint; hash: string }>();
  const fault = (event: StoredEvent, type: ChainFault['type'], message: string) =>
    faults.push({ position: event.position, type, message: `#${event.position}: ${message}` });
  let expected = events[0]?.position;
  const isWholeLog = expected === 1n;
  for (const event of events) {
    if (event.position !== expected) fault(event, 'gap', `follows #${(expected ?? 0n) - 1n}`);
    expected = event.position + 1n;

    if (hashEvent(event.canonical) !== event.hash) fault(event, 'hash', 'the bytes do not have the stored hash');
    const text = Buffer.from(event.canonical).toString('utf8');
    const parsed = parse(text);
    if (parsed === undefined || canonicalJson(parsed as Json) !== text) {
      fault(event, 'canonical', 'the bytes are not in canonical form');
    } else if (!agrees(event, parsed)) {
      fault(event, 'content', 'the event does not say what its bytes say');
    }

    const head = heads.get(event.streamId) ?? (isWholeLog ? { version: 0n, hash: NO_HASH } : undefined);
    if (head && event.version !== head.version + 1n) {
      fault(event, 'version', `version ${event.version} of ${event.streamId} follows version ${head.version}`);
    }
    if (head && event.prevHash !== head.hash) {
      fault(event, 'previous', `does not name the hash of the event before it in ${event.streamId}`);
    }
    heads.set(event.streamId, { version: event.version, hash: event.hash });
  }
  return faults;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function agrees(event: StoredEvent, parsed: Record<string, unknown>): boolean {
  return (
    parsed.log === event.logId &&
    parsed.position === String(event.position) &&
    parsed.stream === event.streamId &&
    parsed.version === String(event.version) &&
    parsed.id === event.eventId &&
    parsed.type === event.type &&
    parsed.prev === event.prevHash &&
    parsed.recordedAt === event.recordedAt &&
    canonicalJson(parsed.actor as Json) === canonicalJson(event.actor as unknown as Json)
  );
}
