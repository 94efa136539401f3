import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBundle, type Verification, verifyBundle } from '@scholia/audit';
import { startLineWorkers } from '@scholia/audit/workers';
import { nodeSha256 } from '@scholia/ledger/node';
import type { AuditOptions } from '../audit.ts';
import { below, type Figure } from '../report.ts';
import { writeBundle } from './bundle.ts';
import { strokes, submittedReadings } from './logs.ts';

/** Integrity of a log of strokes in many readings, and the replay of readings that were submitted: two bundles on disk. */
export async function benchAudit({ events, readings }: AuditOptions, log: (line: string) => void): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'scholia-bench-'));
  const workers = startLineWorkers();
  /** Verifies a bundle that has no fault. */
  const verify = async (file: string, replay: boolean): Promise<Measured> => {
    const files = await openBundle(await openAsBlob(file));
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    const result = await verifyBundle(files, { sha256: nodeSha256, checkLines: workers.check, replay });
    const { user, system } = process.cpuUsage(cpu);
    if (result.findings.length > 0 || result.signedUpTo !== result.events)
      throw new Error(`bug: the bundle is not intact: ${JSON.stringify(result.findings.slice(0, 3))}`);
    return { ...result, seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
  try {
    const [whole, submitted] = [join(folder, 'whole.zip'), join(folder, 'submitted.zip')];
    log(`Writing a bundle of ${events} events ...`);
    const count = await writeBundle(whole, strokes(events));
    log('Verifying its integrity ...');
    const integrity = await verify(whole, false);
    const memory = process.memoryUsage.rss() / 2 ** 20;
    log(`Writing a bundle of ${readings} submitted readings ...`);
    const { events: work, blobs } = submittedReadings(readings);
    await writeBundle(submitted, work, blobs);
    log('Verifying it with and without replay ...');
    const without = await verify(submitted, false);
    const replayed = await verify(submitted, true);
    const each = (seconds: number) => (seconds / count) * 1e6;
    const threads = `measured on ${count} events, ${availableParallelism()} processors`;
    return [
      below('integrity of a million events', each(integrity.seconds), 30, 's', threads),
      { figure: 'processor time of that', value: each(integrity.cpuSeconds), unit: 's' },
      { figure: 'events verified', value: count / integrity.seconds, unit: 'events/s' },
      { figure: 'memory, integrity', value: memory, unit: 'MiB', comparedTo: 'threads included' },
      { figure: 'bundle', value: (await stat(whole)).size / 2 ** 20, unit: 'MiB' },
      {
        figure: 'operations replayed',
        value: replayed.replayedOperations / (replayed.seconds - without.seconds),
        unit: 'operations/s',
        comparedTo: `${readings} readings of 1,000 operations`,
      },
      {
        figure: 'memory, replay',
        value: process.memoryUsage.rss() / 2 ** 20,
        unit: 'MiB',
        comparedTo: 'the whole benchmark',
      },
    ];
  } finally {
    await workers.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measured extends Verification {
  readonly seconds: number;
  readonly cpuSeconds: number;
}
