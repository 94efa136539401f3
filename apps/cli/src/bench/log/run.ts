import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices } from '@scholia/api/services';
import { connect, destroyCluster, startEmbeddedPostgres } from '@scholia/db';
import { EventStore } from '@scholia/event-store';
import { migrateAll } from '../../start/database.ts';
import { benchAudit } from '../audit/run.ts';
import type { LogOptions } from '../log.ts';
import type { Figure } from '../report.ts';
import { measureAppends } from './appends.ts';
import { measureExport } from './export-memory.ts';
import { secondsOf } from './strokes.ts';
import { measureSubscription } from './subscription.ts';

const PLAIN = 'plain_rows';
const PAGE = 1000;

/** On a Postgres of its own, with fsync and with every read model folded, as in use. */
export async function benchLog(options: LogOptions, log: (line: string) => void): Promise<Figure[]> {
  const { events: count, writers } = options;
  const folder = await mkdtemp(join(tmpdir(), 'scholia-bench-'));
  await chmod(folder, 0o755);
  const dataDir = join(folder, 'postgres');
  try {
    log('Starting a Postgres of its own ...');
    const database = await startEmbeddedPostgres({ dataDir });
    await migrateAll(database);
    await makePlainTable(database.url);
    const url = database.appUrl;
    const environment = { DATABASE_URL: url, SCHOLIA_DATA_DIR: folder };
    const services = await createServices(environment, { log: () => undefined, baseUrl: 'http://scholia.test' });
    const { events, sql, clock, random } = services;
    const bare = new EventStore(sql, { logId: events.logId, clock, random });
    try {
      log('Appending ...');
      const appends = await measureAppends({ events, bare, sql, url, plain: PLAIN, count, writers });
      log('Delivering ...');
      const delivered = await measureSubscription({ events, url, count, writers });
      log('Reading ...');
      const read = await measureReading(events);
      log('Exporting ...');
      const exported = await measureExport({ services, environment, folder, count: options.exported });
      return [
        ...appends,
        ...delivered,
        read,
        ...exported,
        ...(await benchAudit({ events: options.verified, readings: 5 }, log)),
      ];
    } finally {
      await bare.close();
      await services.close();
      await database.stop();
    }
  } finally {
    await destroyCluster(dataDir);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The columns and the primary key of the log: no other index, no trigger, no check. */
async function makePlainTable(ownerUrl: string): Promise<void> {
  const owner = connect(ownerUrl, { max: 1 });
  await owner`create table ${owner(PLAIN)} (like events, primary key (log_id, position))`;
  await owner`grant all on ${owner(PLAIN)} to scholia_app`;
  await owner.end();
}

async function measureReading(events: EventStore): Promise<Figure> {
  let read = 0;
  const seconds = await secondsOf(async () => {
    for (let after = 0n; ; ) {
      const page = await events.read({ after, limit: PAGE });
      read += page.length;
      if (page.length < PAGE) return;
      after = page[page.length - 1].position;
    }
  });
  return { figure: 'read and decode', value: read / seconds, unit: 'events/s' };
}
