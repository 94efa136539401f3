import type { StoredEvent } from '@scholia/domain';
import { canonicalEvent, decodeEvent, hashEvent, NO_HASH } from './canonical.ts';

/** A log of `count` events in two streams, as the event store would write it: for tests and benchmarks. */
export function testLog(count: number): StoredEvent[] {
  const heads = [0, 1].map(() => ({ version: 0, hash: NO_HASH }));
  return Array.from({ length: count }, (_, i) => {
    const reading = `0190000${i % 2}-0000-7000-8000-000000000000`;
    const head = heads[i % 2];
    head.version++;
    const text = canonicalEvent({
      ...{ log: 'main', position: String(i + 1), stream: `reading-${reading}`, version: String(head.version) },
      ...{ id: `01900000-0000-7000-8000-${String(i).padStart(12, '0')}`, type: 'OperationCommitted', schema: 1 },
      actor: { type: 'user', userId: '01900000-0000-7000-8000-00000000abcd' as never },
      ...{ recordedAt: new Date(1_700_000_000_000 + i).toISOString(), occurredAt: null, causation: null },
      ...{ project: '01900000-0000-7000-8000-000000000001', image: null, reading, prev: head.hash },
      payload: { readingId: reading, session: 7, counter: i, lamport: i, kind: 'Stroke', bytes: 'AQID' },
    });
    head.hash = hashEvent(text);
    return decodeEvent(new TextEncoder().encode(text), head.hash);
  });
}
