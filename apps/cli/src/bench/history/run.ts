import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCaller, handleRest, REST_PREFIX } from '@scholia/api';
import { must, type ReadingId, seededRandom } from '@scholia/core';
import { newestBase } from '@scholia/db';
import type { Grid } from '@scholia/volume';
import type { HistoryOptions } from '../history.ts';
import { writeReading } from '../open/write-reading.ts';
import { below, type Figure, quantile } from '../report.ts';
import { type Reader, SyncInstallation } from '../sync/installation.ts';

/** Moments that are looked at, and voxels that are asked for. */
const LOOKS = 20;

/** A real sync server that makes bases as it does, a real Postgres, and the API's own code in this process. */
export async function benchHistory(
  { operations, slices }: HistoryOptions,
  log: (line: string) => void,
): Promise<Figure[]> {
  const grid: Grid = { dims: [512, 512, slices], spacingUm: [700, 700, 1000] };
  log('Starting Postgres and a sync server ...');
  const installation = await SyncInstallation.start(grid);
  try {
    const [readingId, reader] = [await installation.newReading(), await installation.newReader()];
    log(`Writing ${operations} operations, and waiting for their bases ...`);
    await writeReading(installation, { readingId, reader, operations }, (written) =>
      untilBase(installation, readingId, written),
    );
    log('Going back in time ...');
    return await measure(installation, readingId, reader);
  } finally {
    await installation.close();
  }
}

/** As when people work for days: the server makes a base after 500 more operations, or two in a hundred. */
async function untilBase({ services }: SyncInstallation, readingId: ReadingId, written: number): Promise<void> {
  for (;;) {
    const newest = await newestBase(services.sql, readingId);
    if (newest && written - newest.operations < Math.max(500, written / 50)) return;
    await sleep(100);
  }
}

async function measure(
  { services, grid }: SyncInstallation,
  readingId: ReadingId,
  { token }: Reader,
): Promise<Figure[]> {
  const random = seededRandom(11);
  const headers = { authorization: `Bearer ${token}` };
  const url = (path: string) => `http://scholia.test${REST_PREFIX}/readings/${readingId}${path}`;
  const user = must(await services.authenticate({ headers: new Headers(headers), url: url('') }), 'the token is valid');
  const { readings } = createCaller({ services, user });
  const { newest } = await readings.timeline({ readingId });
  const positions: string[] = [];
  for (let n = 0; n < LOOKS; n++)
    positions.push((await readings.moment({ readingId, version: 1 + random.integer(newest.version) })).position);
  const sizes: number[] = [];
  const look = async (n: number) => {
    const answer = await handleRest(new Request(url(`/labelmap?position=${positions[n]}`), { headers }), services);
    if (!answer.ok) throw new Error(`bug: ${await answer.text()}`);
    sizes.push((await answer.arrayBuffer()).byteLength);
  };
  const ijk = () => grid.dims.map((size) => Math.floor(size * (0.2 + 0.6 * random.next()))) as [number, number, number];
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const looks = await times(LOOKS, look);
  loop.disable();
  const blames = await times(LOOKS, () => readings.blame({ readingId, ijk: ijk() }));
  const timelines = await times(5, () => readings.timeline({ readingId }));
  const pages = await times(5, () => readings.history({ readingId, limit: 100 }));
  const searches = await times(5, () => readings.history({ readingId, by: 'machines' }));
  await services.sql`delete from reading_bases where reading_id = ${readingId}`;
  const plain = await times(3, (n) => look(n));
  return [
    below('labels at a moment, median', median(looks), 1000, 'ms'),
    { figure: 'labels at a moment, slowest', value: Math.max(...looks), unit: 'ms' },
    below('longest pause of the event loop meanwhile', loop.max / 1e6, 1000, 'ms'),
    { figure: 'labels at a moment, bytes', value: median(sizes) / 1024, unit: 'KiB' },
    { figure: 'labels at a moment without bases, slowest', value: Math.max(...plain), unit: 'ms' },
    below('who wrote a voxel, median', median(blames), 1000, 'ms'),
    below('timeline in numbers', median(timelines), 500, 'ms'),
    below('page of a hundred rows', median(pages), 200, 'ms'),
    { figure: 'search for what machines did', value: median(searches), unit: 'ms' },
  ];
}

async function times(count: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < count; n++) {
    const start = performance.now();
    await work(n);
    all.push(performance.now() - start);
  }
  return all;
}

const median = (values: readonly number[]) => quantile(values, 0.5);
