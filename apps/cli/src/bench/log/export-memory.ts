import { join } from 'node:path';
import type { Services } from '@scholia/api/services';
import { Notary, readSettings } from '@scholia/notary';
import { nextMessage, startChild } from '../children.ts';
import { below, type Figure } from '../report.ts';
import type { ExporterReport, ExporterTask } from './exporter.ts';
import { BenchReading, commit } from './strokes.ts';

const READINGS = 20;
const BATCH = 500;
/** Four times the events may take so much more memory: what the collector of garbage happens to leave. */
const GOAL = 1.5;

interface Setting {
  readonly services: Services;
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly count: number;
}

/** What exporting a bundle adds to a process' memory at most, for a log of some length and for one of four times that. */
export async function measureExport(setting: Setting): Promise<Figure[]> {
  const { count } = setting;
  await fill(setting, 4 * count);
  const small = await exported(setting, count);
  const large = await exported(setting, 4 * count);
  const ratio = large.growthMiB / small.growthMiB;
  return [
    { figure: `memory to export ${count} events`, value: small.growthMiB, unit: 'MiB' },
    { figure: `memory to export ${4 * count} events`, value: large.growthMiB, unit: 'MiB' },
    below('four times the events, memory', ratio, GOAL, 'x'),
    { figure: 'export', value: (4 * count) / large.seconds, unit: 'events/s' },
  ];
}

/** Signed every so often, as a notary would. */
async function fill({ services, folder }: Setting, count: number): Promise<void> {
  const { events } = services;
  const notary = new Notary(services, readSettings({ SCHOLIA_DATA_DIR: folder, SCHOLIA_CHECKPOINT_SECONDS: '0' }));
  const readings = await Promise.all(Array.from({ length: READINGS }, () => BenchReading.open(events)));
  for (let n = 0; (await events.head()) < BigInt(count); n++) {
    const reading = readings[n % READINGS];
    await commit(events, reading, reading.strokes(BATCH));
    if (n % 4 === 0) await notary.round();
  }
  await notary.round();
}

async function exported({ environment, folder }: Setting, count: number): Promise<ExporterReport> {
  const task: ExporterTask = { environment, file: join(folder, `${count}.zip`), count };
  return await nextMessage<ExporterReport>(startChild(new URL('exporter.ts', import.meta.url), [JSON.stringify(task)]));
}
