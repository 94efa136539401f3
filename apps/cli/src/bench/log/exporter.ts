// Exports a bundle in a process of its own, and watches the memory that it takes.
import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import { exportBundle } from '@scholia/api/audit';
import { createServices } from '@scholia/api/services';

export interface ExporterTask {
  readonly environment: Readonly<Record<string, string>>;
  readonly file: string;
  readonly count: number;
}

export interface ExporterReport {
  readonly growthMiB: number;
  readonly seconds: number;
}

const { environment, file, count }: ExporterTask = JSON.parse(process.argv[2]);
const services = await createServices(environment, { log: () => undefined, baseUrl: 'http://scholia.test' });
const before = process.memoryUsage.rss();
let most = before;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 5);
const started = performance.now();
const target = Writable.toWeb(createWriteStream(file));
const { events } = await exportBundle(services, { from: 1n, to: BigInt(count) }, target);
const seconds = (performance.now() - started) / 1000;
clearInterval(watch);
await services.close();
if (events !== count) throw new Error(`bug: ${events} of ${count} events were exported`);
const report: ExporterReport = { growthMiB: (most - before) / 2 ** 20, seconds };
process.send?.(report, () => process.disconnect());
