// Exports a bundle in a process of its own, and watches the memory that it takes.
import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { exportBundle } from '@scholia/api/audit';
import { createServices } from '@scholia/api/services';

export interface ExporterTask {
  readonly environment: Readonly<Record<string, string>>;
  readonly file: string;
  readonly count: number;
}

export interface ExporterReport {
  /** Of the process at most, above what it had before. */
  readonly growthMiB: number;
  /** Heap in use at most, right after collections of garbage on the way. */
  readonly heldMiB: number;
  readonly seconds: number;
}

/** Collections cost time: one for so many pages of events. */
const PAGES = 5;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const { environment, file, count }: ExporterTask = JSON.parse(process.argv[2]);
const services = await createServices(environment, { log: () => undefined, baseUrl: 'http://scholia.test' });
const before = process.memoryUsage.rss();
let most = before;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 5);
const started = performance.now();
const target = Writable.toWeb(createWriteStream(file));
let held = 0;
let told = 0;
const { events } = await exportBundle(services, { from: 1n, to: BigInt(count) }, target, () => {
  if (told++ % PAGES !== 0) return;
  collectGarbage();
  held = Math.max(held, process.memoryUsage().heapUsed);
});
const seconds = (performance.now() - started) / 1000;
clearInterval(watch);
await services.close();
if (events !== count) throw new Error(`bug: ${events} of ${count} events were exported`);
const report: ExporterReport = { growthMiB: (most - before) / 2 ** 20, heldMiB: held / 2 ** 20, seconds };
process.send?.(report, () => process.disconnect());
