import { Worker } from 'node:worker_threads';

/** Often enough that a network which fills memory as fast as it can is caught within about 100 MiB. */
const LOOK_MS = 20;

/**
 * From here on this process ends when it holds more than so much memory, all of it: native memory too, which Node does not limit. In
 * a thread of its own, because a network that runs blocks this one.
 */
export function limitMemory(limitMiB: number): { readonly limitMiB: number; peakMiB(): number } {
  const watch = `
    const { workerData: { limit, every } } = require('node:worker_threads');
    setInterval(() => { if (process.memoryUsage.rss() > limit) process.kill(process.pid, 'SIGKILL'); }, every);`;
  const workerData = { limit: limitMiB * 2 ** 20, every: LOOK_MS };
  new Worker(watch, { eval: true, execArgv: [], workerData }).unref();
  return { limitMiB, peakMiB: () => Math.round(process.resourceUsage().maxRSS / 1024) };
}
