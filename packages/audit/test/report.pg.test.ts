import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { invoke } from '@scholia/api';
import { type BundleRequest, exportBundle, exportLog } from '@scholia/api/audit';
import { ApiWorld } from '@scholia/api/testing';
import { must } from '@scholia/core';
import { Notary, readSettings } from '@scholia/notary';
import { getReading } from '@scholia/projections';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BundleFiles, FILES, openBundle, verifyBundle } from '../src/index.ts';

let world: ApiWorld;
let folder: string;
let people: string[];
let request: BundleRequest;

/** A reading of one of two projects, by a reader and a reviewer. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scholia-report-'));
  world = await ApiWorld.open();
  const projectId = await world.project('Abdomen');
  const [reader, reviewer] = [await world.member(projectId, 'annotator'), await world.member(projectId, 'reviewer')];
  people = [reader, reviewer].map(({ name }) => name);
  await world.image(await world.project('Elsewhere'));
  const readingId = await world.reading(await world.image(projectId), reader);
  await world.paint(readingId, 1, [3, 3, 3], reader);
  await world.submit(readingId, reader);
  for (const about of [{ readingId }, { projectId }])
    await invoke(exportLog, world.as(world.admin), { format: 'csv', ...about });
  const settings = readSettings({ SCHOLIA_DATA_DIR: world.folder, SCHOLIA_CHECKPOINT_SECONDS: '0' });
  await new Notary(world.services, settings).round();
  const { imageId } = must(await getReading(world.services.sql, readingId), 'it was made');
  const reading = { readingId, imageId, projectId };
  request = { reading, from: 1n, to: await world.services.events.head() };
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

async function exported(more: Partial<BundleRequest>): Promise<BundleFiles> {
  const file = join(folder, 'reading.zip');
  await exportBundle(world.services, { ...request, ...more }, Writable.toWeb(createWriteStream(file)));
  return await openBundle(await openAsBlob(file));
}

const reportOf = async (files: BundleFiles) => new TextDecoder().decode(await files.bytes(FILES.report));

it('[AU8] the report of a reading tells what its events tell, with ids for people', async () => {
  const report = await reportOf(await exported({}));
  expect(report).toContain('Reading of case');
  expect(report).toContain('liver');
  for (const hidden of [...people, '>admin<', 'Elsewhere']) expect(report).not.toContain(hidden);
  const events = await world.services.events.read({ after: 0n, limit: 1000, readingId: request.reading?.readingId });
  for (const { position } of events) expect(report).toContain(`#${position}<`);
});

it('[AU8] the report calls people by name when asked to', async () => {
  const report = await reportOf(await exported({ withNames: true }));
  for (const name of people) expect(report).toContain(name);
});

it('[AU1] a bundle is intact when the log tells of exports, of the reading and of its project', async () => {
  const { projectId } = must(request.reading, 'it is about a reading');
  for (const about of [{}, { reading: undefined, projectId }]) {
    const files = await exported(about);
    expect((await verifyBundle(files)).findings).toEqual([]);
    expect(await reportOf(files)).toContain('exported the log about');
  }
});

it('[AU8] a report that was altered is found', async () => {
  const files = await exported({});
  expect((await verifyBundle(files)).findings).toEqual([]);
  const report = await reportOf(files);
  const altered: BundleFiles = {
    ...files,
    bytes: async (name) =>
      name === FILES.report ? new TextEncoder().encode(report.replace('liver', 'spleen')) : await files.bytes(name),
  };
  const { findings } = await verifyBundle(altered);
  expect(findings).toMatchObject([{ code: 'file-altered', message: 'report.html was altered.' }]);
});
