import { encodeOperation, foldAll, type Operation, type OperationEntry } from '@scholia/collab';
import { type Json, must, toBase64 } from '@scholia/core';
import { canonicalEvent, hashEvent, NO_HASH, portableSha256 } from '@scholia/ledger';
import { type Grid, labelmapDigest } from '@scholia/volume';
import { expect, it } from 'vitest';
import { eventLineOf, FILES } from '../bundle/format.ts';
import type { BundleFiles } from './bundle-files.ts';
import { Findings } from './finding.ts';
import { readDomainEvent } from './line-check.ts';
import { ReplayCheck } from './replay.ts';

const GRID: Grid = { dims: [20, 20, 5], spacingUm: [1000, 1000, 1000] };
const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [IMAGE, PROJECT] = [id(1), id(2)];
const READINGS = [id(11), id(12), id(13)];
const STROKES = 5;

const stroke = (reading: number, n: number): Operation => ({
  ...{
    type: 'Stroke',
    lamport: n + 1,
    seen: 0n,
    layer: 'labels',
    value: reading + 1,
    policy: { mode: 'all' },
    locked: [],
  },
  shape: { shape: 'disc', axis: 2, radiusUm: 2000, points: Int32Array.of(24 * n, 8 * reading, 16) },
});

/** Readings that are painted in turn and then submitted, the second with the digest of something else. */
function lines(): string[] {
  const events: [type: string, payload: Json][] = [
    [
      'ImageImported',
      {
        ...{
          imageId: IMAGE,
          projectId: PROJECT,
          name: 'image',
          blob: NO_HASH,
          bytes: 0,
          dtype: 'uint8',
          volumeIndex: null,
        },
        ...{ dims: GRID.dims, spacingUm: GRID.spacingUm, affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
        intensity: { min: 0, max: 1, mean: 0, sd: 1, p01: 0, p99: 1 },
      },
    ],
  ];
  for (const readingId of READINGS)
    events.push(['ReadingOpened', { readingId, imageId: IMAGE, projectId: PROJECT, mode: 'collaborative' }]);
  for (let n = 0; n < STROKES; n++)
    for (const [reading, readingId] of READINGS.entries()) {
      const op = stroke(reading, n);
      const bytes = toBase64(encodeOperation(op));
      const place = { session: reading, counter: n, lamport: op.lamport, kind: op.type };
      events.push(['OperationCommitted', { readingId, ...place, bytes }]);
    }
  for (const [reading, readingId] of READINGS.entries()) {
    const entries = Array.from(
      { length: STROKES - (reading === 1 ? 1 : 0) },
      (_, n): OperationEntry => ({ id: { session: reading, counter: n }, op: stroke(reading, n) }),
    );
    const labelDigest = labelmapDigest(foldAll(GRID, entries, new Map()).labels);
    const where = { readingId, imageId: IMAGE, projectId: PROJECT, upToPosition: '1', heldOut: false };
    events.push(['ReadingSubmitted', { ...where, labelDigest, labelBlob: labelDigest }]);
  }
  return events.map(([type, payload], n) => {
    const canonical = canonicalEvent({
      ...{
        log: 'main',
        position: String(n + 1),
        stream: 'any',
        version: String(n + 1),
        id: id(100 + n),
        type,
        schema: 1,
      },
      ...{ recordedAt: '2026-01-01T00:00:00.000Z', occurredAt: null, causation: null, prev: NO_HASH, payload },
      ...{ actor: { type: 'system', name: 'test' }, project: null, image: null, reading: null },
    });
    return eventLineOf(canonical, hashEvent(canonical));
  });
}

it('[AU9] replays readings a few at a time, and finds the same however few', async () => {
  const all = lines();
  const found = async (atATime: number) => {
    let passes = 0;
    const files: BundleFiles = {
      names: [FILES.events],
      bytes: async () => undefined,
      lines: () => {
        passes++;
        return (async function* () {
          yield new TextEncoder().encode(all.join(''));
        })();
      },
    };
    const findings = new Findings();
    const replay = new ReplayCheck(portableSha256, findings, atATime);
    for (const line of all) {
      const { domain, event } = must(readDomainEvent(line.trimEnd()), 'every line is an event');
      replay.next(domain, event);
    }
    const operations = await replay.finish(files, () => undefined);
    return { passes, operations, messages: findings.list.map(({ message }) => message) };
  };
  const together = await found(1000);
  expect(together).toMatchObject({ passes: 1, operations: 3 * STROKES });
  expect(together.messages).toEqual([
    expect.stringMatching(new RegExp(`^#\\d+: the operations of reading ${READINGS[1]} give labels`)),
  ]);
  expect(await found(2 * STROKES)).toEqual({ ...together, passes: 2 });
  expect(await found(1)).toEqual({ ...together, passes: 3 });
});
