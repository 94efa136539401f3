import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { appendOperation, entriesOf } from '@scholia/collab';
import { must, type ReadingId, seededRandom } from '@scholia/core';
import { newestBase } from '@scholia/db';
import type { Grid } from '@scholia/volume';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { mixedOperations } from '../fold/operations.ts';
import type { OpenOptions } from '../open.ts';
import { below, type Figure } from '../report.ts';
import { type Reader, SyncInstallation } from '../sync/installation.ts';
import type { Opened, OpenTask } from './opener.ts';
import { PER_UPDATE, writeReading } from './write-reading.ts';

/** A real sync server, a real Postgres, and a client process that has never seen the reading. */
export async function benchOpen({ operations, slices }: OpenOptions, log: (line: string) => void): Promise<Figure[]> {
  const grid: Grid = { dims: [512, 512, slices], spacingUm: [700, 700, 1000] };
  log('Starting Postgres and a sync server ...');
  const installation = await SyncInstallation.start(grid);
  try {
    const [readingId, reader] = [await installation.newReading(), await installation.newReader()];
    log(`Writing ${operations} operations ...`);
    const { documentBytes, written } = await writeReading(installation, { readingId, reader, operations });
    log('Waiting until the server has folded them ...');
    const base = await foldedBase(installation, readingId, written);
    const task = { url: installation.url, readingId, reader, grid };
    log('Opening the reading ...');
    const fast = await open({ ...task, base: base.file });
    const slow = await open(task);
    if (fast.digest !== slow.digest) throw new Error('bug: the base makes a difference');
    log('Waking a sleeping reading ...');
    const wakingMs = await wake(installation, reader, operations);
    return [
      below('opened from the base', fast.ms, 3000, 'ms', `${Math.round(slow.ms / fast.ms)} x as fast as without`),
      { figure: 'opened without a base', value: slow.ms, unit: 'ms' },
      below('document of a sleeping reading, an update an operation', wakingMs, 3000, 'ms'),
      { figure: 'document', value: documentBytes / 2 ** 20, unit: 'MiB' },
      { figure: 'base', value: base.bytes / 2 ** 20, unit: 'MiB' },
      { figure: 'operations after the base', value: written - base.operations, unit: 'operations' },
      { figure: 'memory of who opened from the base', value: fast.memoryMiB, unit: 'MiB' },
    ];
  } finally {
    await installation.close();
  }
}

/** How long somebody waits for the document of a reading that nobody has open, ms. */
async function wake(installation: SyncInstallation, reader: Reader, operations: number): Promise<number> {
  const { services, url, grid } = installation;
  const readingId = await installation.newReading();
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const entries = mixedOperations(grid, operations, seededRandom(4)).entries.filter(({ op }) => op.type === 'Stroke');
  for (const [n, { op }] of entries.entries()) appendOperation(doc, { ...op, lamport: n + 1 });
  // Straight into the table: as people's single strokes they would take hours to write.
  for (let at = 0; at < updates.length; at += PER_UPDATE)
    await services.sql`
      insert into yjs_updates (reading_id, position, update)
      select ${readingId}, t.position, decode(t.bytes, 'base64') from unnest(
        ${updates.slice(at, at + PER_UPDATE).map((_, n) => String(at + n + 1))}::bigint[],
        ${updates.slice(at, at + PER_UPDATE).map((update) => Buffer.from(update).toString('base64'))}::text[]
      ) as t (position, bytes)`;
  const opened = new Y.Doc();
  const start = performance.now();
  const provider = new WebsocketProvider(url, readingId, opened, {
    disableBc: true,
    params: { token: reader.token },
    WebSocketPolyfill: WebSocket as never,
  });
  while (!provider.synced) await sleep(5);
  const ms = performance.now() - start;
  provider.destroy();
  if (entriesOf(opened).entries.length !== entries.length) throw new Error('bug: operations are missing');
  return ms;
}

/** The server makes one after 500 more operations, or two in a hundred. */
async function foldedBase({ services, folder }: SyncInstallation, readingId: ReadingId, written: number) {
  for (;;) {
    const newest = await newestBase(services.sql, readingId);
    if (newest && written - newest.operations < Math.max(500, written / 50)) {
      const bytes = await services.blobs.get(newest.base);
      const file = join(folder, 'base');
      await writeFile(file, bytes);
      return { file, bytes: bytes.length, operations: newest.operations };
    }
    await sleep(500);
  }
}

/** In a process of its own, that has compiled nothing yet. */
async function open(task: OpenTask): Promise<Opened> {
  const child = fork(fileURLToPath(new URL('opener.ts', import.meta.url)), [JSON.stringify(task)], {
    execArgv: ['--import', import.meta.resolve('@scholia/tooling/typescript'), '--expose-gc'],
  });
  const message = await new Promise<unknown>((resolve) => {
    child.once('message', resolve);
    child.once('exit', () => resolve(undefined));
  });
  child.kill();
  return must(message, 'the opening process answers') as Opened;
}
