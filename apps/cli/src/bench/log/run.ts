import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ImageId,
  type ProjectId,
  type ReadingId,
  systemClock,
  systemRandom,
  toBase64,
  uuidV7,
} from '@scholia/core';
import { connect, destroyCluster, type Sql, startEmbeddedPostgres } from '@scholia/db';
import { type NewEvent, streams } from '@scholia/domain';
import { EventStore } from '@scholia/event-store';
import { projections } from '@scholia/projections';
import { migrateAll } from '../../start/database.ts';
import type { LogOptions } from '../log.ts';
import type { Figure } from '../report.ts';

/** Bytes of a typical stroke. */
const STROKE = toBase64(new Uint8Array(120).map((_, at) => at));
const BATCH = 50;
const actor = { type: 'system', name: 'bench' } as const;

/** On a Postgres of its own, with fsync and with every read model folded, as in use. */
export async function benchLog({ events: count, writers }: LogOptions, log: (line: string) => void): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'scholia-bench-'));
  const dataDir = join(folder, 'postgres');
  try {
    log('Starting a Postgres of its own ...');
    const database = await startEmbeddedPostgres({ dataDir });
    await migrateAll(database);
    const sql = connect(database.appUrl, { max: writers });
    const owner = connect(database.url, { max: 1 });
    try {
      await owner`create table plain (id bigint generated always as identity primary key, bytes bytea not null)`;
      await owner`grant all on plain to scholia_app`;
      return await measure(sql, count, writers);
    } finally {
      await Promise.all([sql.end(), owner.end()]);
      await database.stop();
    }
  } finally {
    await destroyCluster(dataDir);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(sql: Sql, count: number, writers: number): Promise<Figure[]> {
  const events = new EventStore(sql, { logId: 'main', clock: systemClock, random: systemRandom, projections });
  const readings = await Promise.all(Array.from({ length: writers }, () => openReading(events)));
  const one = (reading: Reading, size = 1) =>
    events.transact(async (tx) => {
      tx.append({
        streamId: streams.reading(reading.readingId),
        events: Array.from({ length: size }, () => stroke(reading)),
      });
    });
  const insert = () => sql`insert into plain (bytes) values (${Buffer.from(STROKE, 'base64')})`;
  await Promise.all(readings.map((reading) => one(reading)));

  const plainAlone = await rate(count / 4, 1, insert);
  const alone = await rate(count / 4, 1, () => one(readings[0]));
  const plainTogether = await rate(count, writers, insert);
  const together = await rate(count, writers, (writer) => one(readings[writer]));
  const batched = await rate(Math.ceil(count / BATCH), 1, () => one(readings[0], BATCH));
  const reading = await timed(async () => {
    let after = 0n;
    let read = 0;
    for (;;) {
      const page = await events.read({ after, limit: 1000 });
      read += page.length;
      if (page.length < 1000) return read;
      after = page[page.length - 1].position;
    }
  });
  await events.close();
  const perSecond = (figure: string, value: number, comparedTo?: string): Figure => ({
    figure,
    value,
    unit: 'events/s',
    comparedTo,
  });
  return [
    perSecond('plain insert, one writer', plainAlone.rate),
    perSecond('append, one writer', alone.rate, 'plain insert, one writer'),
    {
      figure: 'append, one writer, median',
      value: alone.median,
      unit: 'ms',
      comparedTo: `${alone.worst.toFixed(1)} ms at the 99th percentile`,
    },
    perSecond(`plain insert, ${writers} writers`, plainTogether.rate),
    perSecond(`append, ${writers} writers`, together.rate, `plain insert, ${writers} writers`),
    {
      figure: `append, ${writers} writers, median`,
      value: together.median,
      unit: 'ms',
      comparedTo: `${together.worst.toFixed(1)} ms at the 99th percentile`,
    },
    perSecond(`append, ${BATCH} in one commit`, batched.rate * BATCH, 'append, one writer'),
    perSecond('read and decode', reading.result / (reading.ms / 1000)),
  ];
}

interface Reading {
  readonly projectId: ProjectId;
  readonly imageId: ImageId;
  readonly readingId: ReadingId;
}

const newId = <Id extends string>() => uuidV7(systemClock(), systemRandom) as Id;

async function openReading(events: EventStore): Promise<Reading> {
  const scope = { projectId: newId<ProjectId>(), imageId: newId<ImageId>(), readingId: newId<ReadingId>() };
  const opened: NewEvent = { type: 'ReadingOpened', payload: { ...scope, mode: 'collaborative' }, actor, ...scope };
  await events.transact(async (tx) => tx.append({ streamId: streams.reading(scope.readingId), events: [opened] }));
  return scope;
}

let counter = 0;
function stroke(scope: Reading): NewEvent<'OperationCommitted'> {
  counter++;
  const { readingId } = scope;
  const payload = { readingId, session: 1, counter, lamport: counter, kind: 'Stroke', bytes: STROKE } as const;
  return { type: 'OperationCommitted', payload, actor, ...scope };
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const started = performance.now();
  const result = await work();
  return { result, ms: performance.now() - started };
}

/** `count` calls by `writers` at once, each waiting for its own before the next. */
async function rate(count: number, writers: number, write: (writer: number) => PromiseLike<unknown>) {
  const times: number[] = [];
  const each = Math.max(1, Math.round(count / writers));
  const { ms } = await timed(() =>
    Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let n = 0; n < each; n++) times.push((await timed(async () => await write(writer))).ms);
      }),
    ),
  );
  times.sort((a, b) => a - b);
  return {
    rate: times.length / (ms / 1000),
    median: times[times.length >> 1],
    worst: times[Math.floor(0.99 * times.length)],
  };
}
