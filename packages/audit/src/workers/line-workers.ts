import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { must } from '@scholia/core';
import { nodeSha256 } from '@scholia/ledger/node';
import { type CheckedLines, checkLines, type LineChecker } from '../verify/line-check.ts';

/** What waits at a worker before this thread helps itself: one in work, one that comes next. */
const QUEUE = 2;
/** More would wait for this thread, which follows the chain. */
const MOST = 4;

export interface LineWorkers {
  readonly check: LineChecker;
  stop(): Promise<void>;
}

/** Runs this source; a verifier that was built into one file names itself instead. */
const ENTRY = new URL('line-worker.mjs', import.meta.url);

/**
 * Threads that check lines, beside this one, which checks some too whenever all of them have enough. `entry` is a module that calls
 * `serveLineChecks`. (Default: a thread for each other processor)
 */
export function startLineWorkers(
  entry: URL = ENTRY,
  count: number = Math.min(availableParallelism() - 1, MOST),
): LineWorkers {
  const threads = Array.from({ length: count }, () => new Thread(new Worker(entry)));
  return {
    check: async (lines) => {
      const idlest = threads.reduce((best, one) => (one.waiting < best.waiting ? one : best), threads[0]);
      return idlest && idlest.waiting < QUEUE ? await idlest.check(lines) : checkLines(lines, nodeSha256);
    },
    stop: async () => {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}

interface Waiting {
  readonly resolve: (checked: CheckedLines) => void;
  readonly reject: (error: unknown) => void;
}

/** A worker answers in the order in which it was asked. */
class Thread {
  readonly #worker: Worker;
  #waiting: Waiting[] = [];

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (checked: CheckedLines) => this.#waiting.shift()?.resolve(checked));
    worker.on('error', (error) => {
      for (const { reject } of this.#waiting) reject(error);
      this.#waiting = [];
    });
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  check(lines: Uint8Array): Promise<CheckedLines> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(lines, [lines.buffer as ArrayBuffer]);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** In a thread that startLineWorkers began: answers until it is stopped. */
export function serveLineChecks(): void {
  if (isMainThread) throw new Error('bug: this is for worker threads');
  const port = must(parentPort, 'a worker thread has a parent');
  port.on('message', (lines: Uint8Array) => {
    const { faults, leaves } = checkLines(lines, nodeSha256);
    port.postMessage({ faults, leaves }, [faults.buffer as ArrayBuffer, leaves.buffer as ArrayBuffer]);
  });
}
