import type { StoredEvent } from '@scholia/domain';
import { describe, expect, it } from 'vitest';
import { canonicalEvent, decodeEvent, hashEvent, NO_HASH, verifyChain } from './index.ts';
import { testLog } from './testing.ts';

/** The event with other bytes, hash untouched or made to fit. */
function rewritten(event: StoredEvent, change: (text: string) => string, rehash: boolean): StoredEvent {
  const text = change(new TextDecoder().decode(event.canonical));
  return decodeEvent(new TextEncoder().encode(text), rehash ? hashEvent(text) : event.hash);
}

const typesOf = (events: StoredEvent[]) => [...new Set(verifyChain(events).map((fault) => fault.type))].sort();

describe('verifyChain', () => {
  const events = testLog(8);

  it('[LE1] finds nothing wrong in an intact log, whole or from the middle', () => {
    expect(verifyChain(events)).toEqual([]);
    expect(verifyChain(events.slice(3))).toEqual([]);
    expect(verifyChain([])).toEqual([]);
  });

  it('[LE1] finds a changed byte', () => {
    const bad = rewritten(events[2], (text) => text.replace('"AQID"', '"AQIE"'), false);
    expect(typesOf(events.with(2, bad))).toEqual(['hash']);
  });

  it('[LE1] finds a changed event whose hash was made to fit', () => {
    const bad = rewritten(events[2], (text) => text.replace('"AQID"', '"AQIE"'), true);
    expect(verifyChain(events.with(2, bad))).toMatchObject([{ type: 'previous', position: 5n }]);
  });

  it('[LE1] finds a dropped, a swapped and a repeated event', () => {
    expect(typesOf(events.toSpliced(3, 1))).toEqual(['gap', 'previous', 'version']);
    expect(typesOf(events.with(3, events[4]).with(4, events[3]))).toContain('gap');
    expect(typesOf(events.toSpliced(3, 0, events[3]))).toContain('version');
  });

  it('[LE1] finds bytes in another order of members, and an event that says other than its bytes', () => {
    const swap = (text: string) => text.replace(/"type":"([^"]+)","v":1/, '"v":1,"type":"$1"');
    expect(typesOf([...events.slice(0, 7), rewritten(events[7], swap, true)])).toEqual(['canonical']);
    expect(typesOf(events.with(7, { ...events[7], actor: { type: 'system', name: 'nobody' } }))).toEqual(['content']);
  });
});

describe('canonicalEvent', () => {
  it('[LE2] the bytes and the hash of an event are pinned for ever', () => {
    const text = canonicalEvent({
      ...{ log: 'main', position: '12', stream: 'worker-w', version: '1', schema: 1, type: 'WorkerStopped' },
      id: '01900000-0000-7000-8000-000000000001',
      actor: { type: 'system', name: 'worker' },
      ...{ recordedAt: '2026-01-02T03:04:05.678Z', occurredAt: null, causation: null },
      ...{ project: null, image: null, reading: null, payload: { worker: 'w' }, prev: NO_HASH },
    });
    expect(text).toBe(
      '{"actor":{"name":"worker","type":"system"},"causation":null,"id":"01900000-0000-7000-8000-000000000001",' +
        '"image":null,"log":"main","occurredAt":null,"payload":{"worker":"w"},"position":"12",' +
        `"prev":"${'0'.repeat(64)}","project":null,"reading":null,"recordedAt":"2026-01-02T03:04:05.678Z",` +
        '"schema":1,"stream":"worker-w","type":"WorkerStopped","v":1,"version":"1"}',
    );
    expect(hashEvent(text)).toBe('6c19ef60dab5b3354c6c277bd8eb703cfc331c8a99744e16350a477788e1a798');
  });
});
