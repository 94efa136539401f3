import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { AppError } from '@scholia/core';
import type { Patch, PatchSource } from '@scholia/models';
import type { FromPatchThread, PatchThreadInput } from './patch-thread.ts';

/** Steps whose patches are made ahead of their time. */
const AHEAD = 2;

/**
 * Patches from a thread of their own, made while the step before is learned from. Resolves once every case is prepared; `onPrepared` is told of
 * each. Rejects with what went wrong there, such as an AppError of an unusable image.
 */
export async function threadedPatches(
  input: PatchThreadInput,
  onPrepared: (cases: number) => void = () => undefined,
): Promise<PatchSource> {
  const thread = startThread(new URL('patch-thread.ts', import.meta.url), input);
  const ready = new Deferred<void>();
  const asked = new Map<number, Deferred<readonly Patch[]>>();
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure = error;
    for (const one of [ready, ...asked.values()]) one.reject(error);
  };
  thread.on('error', fail);
  thread.on('message', (message: FromPatchThread) => {
    if (message.type === 'patches') asked.get(message.seed)?.resolve(message.patches);
    else if (message.type === 'failed')
      fail(message.code ? new AppError(message.code, message.message) : new Error(message.message));
    else {
      onPrepared(message.cases);
      if (message.cases === input.cases.length) ready.resolve();
    }
  });
  const ask = (seed: number) => {
    const before = asked.get(seed);
    if (before) return before;
    const patches = new Deferred<readonly Patch[]>();
    asked.set(seed, patches);
    if (failure) patches.reject(failure);
    else thread.postMessage(seed);
    return patches;
  };
  const close = async () => {
    await thread.terminate();
    rmSync(input.folder, { recursive: true, force: true });
  };
  try {
    await ready.promise;
  } catch (error) {
    await close();
    throw error;
  }
  return {
    cases: input.cases.length,
    async draw(seed) {
      const patches = ask(seed);
      for (let n = 1; n <= AHEAD; n++) ask(seed + n);
      try {
        return await patches.promise;
      } finally {
        asked.delete(seed);
      }
    },
    close,
  };
}

/** Threads take no loader for TypeScript from a command line, so they begin with a line of JavaScript that fetches one. */
function startThread(module: URL, workerData: unknown): Worker {
  const typescript = import.meta.resolve('@scholia/tooling/typescript');
  const start = `import('${typescript}').then(() => import('${module}'))`;
  return new Worker(start, { eval: true, workerData });
}

class Deferred<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: Error) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // What is made ahead may never be drawn: nobody hears of its failure then.
    this.promise.catch(() => undefined);
  }
}
