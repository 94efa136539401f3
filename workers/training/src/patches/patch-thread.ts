// Prepares cases and cuts patches out of them, beside the thread that trains.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorCode, isAppError, must } from '@scholia/core';
import { drawPatches, type Patch, type Plan, prepareCase } from '@scholia/models';
import { PreparedFile } from './prepared-file.ts';
import { lazyCase, type StoredCase } from './stored-case.ts';

export interface PatchThreadInput {
  readonly cases: readonly StoredCase[];
  readonly plan: Plan;
  /** For the prepared cases; whoever starts the thread removes it. */
  readonly folder: string;
}

export type FromPatchThread =
  | { readonly type: 'prepared'; readonly cases: number }
  | { readonly type: 'patches'; readonly seed: number; readonly patches: readonly Patch[] }
  | { readonly type: 'failed'; readonly code: ErrorCode | null; readonly message: string };

const { cases, plan, folder }: PatchThreadInput = workerData;
const port = must(parentPort, 'this is a worker thread');
const tell = (message: FromPatchThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const prepared: PreparedFile[] = [];

try {
  mkdirSync(folder, { recursive: true });
  for (const [n, one] of cases.entries()) {
    prepared.push(PreparedFile.write(join(folder, `${n}.case`), prepareCase(await lazyCase(one).load(), plan)));
    tell({ type: 'prepared', cases: n + 1 });
  }
  port.on('message', (seed: number) => {
    const patches = drawPatches(prepared, plan, seed);
    tell(
      { type: 'patches', seed, patches },
      patches.flatMap(({ image, classes }) => [image.buffer as ArrayBuffer, classes.buffer as ArrayBuffer]),
    );
  });
} catch (error) {
  const message = error instanceof Error ? error.message : 'unknown';
  tell({ type: 'failed', code: isAppError(error) ? error.code : null, message });
}
