import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Often enough that a network which fills memory as fast as it can is caught within about 100 MiB. */
const LOOK_MS = 20;

const WATCH = `
  const { parentPort, workerData } = require('node:worker_threads');
  const look = () => { if (process.memoryUsage.rss() > workerData.limit) process.kill(process.pid, 'SIGKILL'); };
  look();
  setInterval(look, workerData.every);
  parentPort.postMessage('watching');`;

/**
 * From when it resolves on this process ends when it holds more than so much memory, all of it: native memory too, which Node does not
 * limit. In a thread of its own, because a network that runs blocks this one.
 */
export async function limitMemory(limitMiB: number): Promise<{ readonly limitMiB: number; peakMiB(): number }> {
  const workerData = { limit: limitMiB * 2 ** 20, every: LOOK_MS };
  const thread = new Worker(WATCH, { eval: true, execArgv: [], workerData });
  thread.unref();
  await once(thread, 'message');
  return { limitMiB, peakMiB: () => Math.round(process.resourceUsage().maxRSS / 1024) };
}
