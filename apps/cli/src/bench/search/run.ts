import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProjectId, ReadingId, UserId } from '@scholia/core';
import { connect, destroyCluster, type Sql, startEmbeddedPostgres } from '@scholia/db';
import { type EventSearch, searchEvents } from '@scholia/event-store';
import { migrateAll } from '../../start/database.ts';
import { below, type Figure } from '../report.ts';
import type { SearchOptions } from '../search.ts';

const PREFIX = '01900000-0000-7000-8000-';
const id = <Id extends string>(n: number) => `${PREFIX}${String(n).padStart(12, '0')}` as Id;
/** Wrote three events of a million. */
const RARE = 999;
const NOBODY = 12_345;
const PAGE = 101;
const ROUNDS = 7;

/** A Postgres of its own, with a log that only has to be read: written in one statement, with hashes that chain nothing. */
export async function benchSearch({ events }: SearchOptions, log: (line: string) => void): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'scholia-bench-'));
  const dataDir = join(folder, 'postgres');
  try {
    const database = await startEmbeddedPostgres({ dataDir });
    await migrateAll(database);
    const [sql, owner] = [connect(database.appUrl, { max: 1 }), connect(database.url, { max: 1 })];
    try {
      log(`Writing a log of ${events} events ...`);
      await writeLog(owner, events);
      return await measure(sql, events);
    } finally {
      await Promise.all([sql.end(), owner.end()]);
      await database.stop();
    }
  } finally {
    await destroyCluster(dataDir);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Strokes of 20 people in 500 readings of 3 projects, one submission for 1,000 of them, a reopening for 50,000, and one change of labels. */
async function writeLog(owner: Sql, events: number): Promise<void> {
  await owner`
    with raw as (
      select n, ${PREFIX} || lpad((n % 3)::text, 12, '0') as project, ${PREFIX} || lpad((n % 500)::text, 12, '0') as subject,
        jsonb_build_object('type', 'user', 'userId',
          ${PREFIX} || lpad((case when n % 300000 = 9 then ${RARE}::int else n % 20 end)::text, 12, '0')) as actor,
        case when n = 5 then 'LabelsChanged' when n % 50000 = 7 then 'ReadingReopened'
          when n % 1000 = 3 then 'ReadingSubmitted' else 'OperationCommitted' end as type,
        timestamptz '2026-01-01' + n * interval '1 second' as at
      from generate_series(1, ${events}::int) n)
    insert into events (log_id, position, stream_id, version, event_id, type, schema_version, actor, project_id, image_id,
      reading_id, recorded_at, canonical, prev_hash, hash)
    select 'main', n, 'reading-' || subject, n, gen_random_uuid(), type, 1, actor, project::uuid, subject::uuid,
      subject::uuid, at,
      convert_to(jsonb_build_object('v', 1, 'log', 'main', 'position', n::text, 'version', n::text, 'schema', 1, 'type', type,
        'actor', actor, 'stream', 'reading-' || subject, 'project', project, 'image', subject, 'reading', subject,
        'recordedAt', at, 'payload', jsonb_build_object('bytes', repeat('A', 400)))::text, 'UTF8'),
      decode(repeat('00', 32), 'hex'), sha256(convert_to(n::text, 'UTF8'))
    from raw`;
  await owner`update log_heads set position = ${events}`;
  await owner`analyze events`;
}

async function measure(sql: Sql, events: number): Promise<Figure[]> {
  const day = { since: '2026-01-02T00:00:00Z', until: '2026-01-03T00:00:00Z' };
  const project = { projectId: id<ProjectId>(1) };
  const rare = { actorId: id<UserId>(RARE) };
  const searches: Record<string, Omit<EventSearch, 'limit'>> = {
    'the newest': {},
    'from the middle on': { before: BigInt(Math.floor(events / 2)) },
    'a project': project,
    'a reading': { readingId: id<ReadingId>(77) },
    'a person': { actorId: id<UserId>(5) },
    'a person who did little': rare,
    'a person who did nothing': { actorId: id<UserId>(NOBODY) },
    'a kind that is rare': { types: ['ReadingReopened'] },
    'a kind that happened once': { types: ['LabelsChanged'] },
    'kinds that never happened': { types: ['SignInFailed', 'AccessDenied'] },
    'a rare kind in a project': { ...project, types: ['ReadingReopened'] },
    'a day': day,
    'a day of a person who did little': { ...day, ...rare },
    'a reading of a person who did little': { ...rare, readingId: id<ReadingId>(77) },
    'what a member may see, of a rare kind': { projectIds: [id<ProjectId>(2)], types: ['ReadingReopened'] },
  };
  const figures: Figure[] = [];
  for (const [name, search] of Object.entries(searches)) {
    const times: number[] = [];
    let found = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now();
      found = (await searchEvents(sql, 'main', { ...search, limit: PAGE })).length;
      times.push(performance.now() - started);
    }
    // The first one also reads from disk: the slowest counts.
    figures.push(below(name, Math.max(...times), 250, 'ms', `${found} events found`));
  }
  return figures;
}
