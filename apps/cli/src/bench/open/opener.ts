// Opens a reading as a new browser does, and tells how long it took until one could paint.
import { readFile } from 'node:fs/promises';
import { ReadingClient } from '@scholia/collab';
import type { ReadingId } from '@scholia/core';
import type { Grid } from '@scholia/volume';
import { WebSocket } from 'ws';
import type { Reader } from '../sync/installation.ts';

export interface OpenTask {
  readonly url: string;
  readonly readingId: ReadingId;
  readonly reader: Reader;
  readonly grid: Grid;
  /** File with the base; absent: the operations are folded here. */
  readonly base?: string;
}

export interface Opened {
  readonly ms: number;
  readonly digest: string;
  readonly memoryMiB: number;
}

const task: OpenTask = JSON.parse(process.argv[2]);
const { base, reader } = task;
const started = performance.now();
const client = new ReadingClient({
  url: task.url,
  readingId: task.readingId,
  userId: reader.userId,
  token: reader.token,
  grid: task.grid,
  fetchBlob: () => Promise.reject(new Error('this reading has no masks')),
  fetchBase: base === undefined ? undefined : () => readFile(base),
  persistence: 'none',
  WebSocketPolyfill: WebSocket as never,
});
client.on('state', ({ writable, connection }) => {
  if (!writable || connection !== 'live') return;
  const ms = performance.now() - started;
  global.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const opened: Opened = { ms, digest: client.fold.digest(), memoryMiB: (heapUsed + arrayBuffers) / 2 ** 20 };
  process.send?.(opened);
});
