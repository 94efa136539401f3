import { readFileSync } from 'node:fs';
import { type BundleRequest, exportBundle } from '@scholia/api/audit';
import { ApiWorld } from '@scholia/api/testing';
import { type Digest, must, type UserId } from '@scholia/core';
import { type NewEvent, type PayloadOf, streams } from '@scholia/domain';
import { Notary, readSettings } from '@scholia/notary';
import { getReading } from '@scholia/projections';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBundle, verifyBundle } from '../src/index.ts';

vi.setConfig({ testTimeout: 240_000 });

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

const viewed: PayloadOf<'ReadingViewed'> = JSON.parse(
  readFileSync(new URL('../../domain/src/events/fixtures/reading-viewed.v1.json', import.meta.url), 'utf8'),
);

/** A reading, and somebody who looks at it, fetches its image and takes its labels out. */
async function lookedAt(person: (projectId: Awaited<ReturnType<ApiWorld['project']>>) => Promise<UserId>) {
  const projectId = await world.project();
  const imageId = await world.image(projectId);
  const readingId = await world.reading(imageId);
  const userId = await person(projectId);
  const scope = { projectId, imageId, readingId };
  const exported = { readingId, imageId, format: 'nifti', upToPosition: '1', labelDigest: 'a'.repeat(64) as Digest };
  const deeds: [string, NewEvent][] = [
    [
      streams.viewing(readingId, userId),
      { type: 'ReadingViewed', payload: { ...viewed, readingId, imageId }, actor: { type: 'user', userId }, ...scope },
    ],
    [
      streams.access(imageId, userId),
      {
        type: 'ImageAccessed',
        payload: { imageId, projectId },
        actor: { type: 'user', userId },
        projectId,
        imageId,
      },
    ],
    [
      streams.reading(readingId),
      { type: 'LabelsExported', payload: exported, actor: { type: 'user', userId }, ...scope },
    ],
  ];
  await world.services.events.transact(async (tx) => {
    for (const [streamId, event] of deeds) tx.append({ streamId, events: [event] });
  });
  const settings = readSettings({ SCHOLIA_DATA_DIR: world.folder, SCHOLIA_CHECKPOINT_SECONDS: '0' });
  await new Notary(world.services, settings).round();
  return scope;
}

/** What the verifier finds wrong in a bundle. */
async function findingsOf(request: Partial<BundleRequest>): Promise<string[]> {
  const chunks: Uint8Array[] = [];
  const target = new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(chunk) });
  await exportBundle(world.services, { from: 1n, to: await world.services.events.head(), ...request }, target);
  const { findings } = await verifyBundle(await openBundle(new Blob(chunks as Uint8Array<ArrayBuffer>[])));
  return findings.map(({ code, message }) => `${code}: ${message.replace(/^#\d+: (\w+) .*/, '$1')}`);
}

describe('looking, fetching and taking out', () => {
  it('are proven with the rest, in a bundle of one reading too', async () => {
    const scope = await lookedAt(async (projectId) => (await world.member(projectId, 'viewer')).userId);
    const { imageId } = must(await getReading(world.services.sql, scope.readingId), 'it was made');
    expect(await findingsOf({ reading: { ...scope, imageId } })).toEqual([]);
    expect(await findingsOf({ projectId: scope.projectId })).toEqual([]);
    expect(await findingsOf({})).toEqual([]);
  });

  it('take the right to look', async () => {
    const { projectId } = await lookedAt(async () => world.outsider.userId);
    expect(await findingsOf({ projectId })).toEqual([
      'authority: ReadingViewed',
      'authority: ImageAccessed',
      'authority: LabelsExported',
    ]);
  });
});
