import { join } from 'node:path';
import type { Services } from '@scholia/api/services';
import { Notary, readSettings } from '@scholia/notary';
import { nextMessage, startChild } from '../children.ts';
import { below, type Figure } from '../report.ts';
import type { ExporterReport, ExporterTask } from './exporter.ts';
import { BenchReading, commit } from './strokes.ts';

const READINGS = 20;
const BATCH = 500;
/** Memory that does not grow with the events: four times as many hold no more than so many times the heap. */
const GOAL = 1.2;

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
  return [
    { figure: `memory added to export ${count} events, peak`, value: small.growthMiB, unit: 'MiB' },
    { figure: `memory added to export ${4 * count} events, peak`, value: large.growthMiB, unit: 'MiB' },
    below(
      'heap held for four times the events',
      large.heldMiB / small.heldMiB,
      GOAL,
      'x',
      `${large.heldMiB.toFixed(1)} and ${small.heldMiB.toFixed(1)} MiB after collections`,
    ),
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
