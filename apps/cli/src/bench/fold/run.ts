import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Fold, type OperationEntry } from '@scholia/collab';
import { seededRandom } from '@scholia/core';
import type { Grid } from '@scholia/volume';
import type { FoldOptions } from '../fold.ts';
import { below, type Figure, quantile } from '../report.ts';
import { mixedOperations } from './operations.ts';

/** Repeats of what is measured one by one. */
const SAMPLES = 50;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** In memory, with nothing but the fold: what a browser, a worker and the verifier do with a reading. */
export function benchFold({ operations, slices }: FoldOptions, log: (line: string) => void): Figure[] {
  const grid: Grid = { dims: [512, 512, slices], spacingUm: [700, 700, 1000] };
  const random = seededRandom(3);
  log(`Making ${operations} operations ...`);
  const { entries, blobs } = mixedOperations(grid, operations, random);
  const late = entries.filter((_, n) => n % Math.ceil(operations / SAMPLES) === 0 && n > operations / 2);
  const isLate = new Set(late);
  const before = memoryMiB();
  const fold = new Fold(grid, { blobOf: (digest) => blobs.get(digest) });
  log('Folding them one by one ...');
  const oneByOne = entries.filter((entry) => !isLate.has(entry));
  const inOrder = timed(() => {
    for (const entry of oneByOne) fold.apply([entry]);
  });
  const memory = memoryMiB() - before;
  log('Folding what came late, undoing, comparing ...');
  const firstDigest = timed(() => fold.digest());
  const outOfOrder = late.map((entry) => timed(() => fold.apply([entry])));
  const recent = entries.filter(({ op }) => op.type === 'Stroke').slice(-SAMPLES);
  const undone = recent.map((entry, n) => timed(() => fold.apply([undoOf(entry, operations + 1 + n)])));
  const redigest = timed(() => fold.digest());
  const all = new Fold(grid, { blobOf: (digest) => blobs.get(digest) });
  const atOnce = timed(() => all.apply([...fold.operations]));
  if (all.digest() !== fold.digest()) throw new Error('bug: the order of arrival matters');
  const perSecond = (ms: number) => (1000 * operations) / ms;
  const ms = (figure: string, value: number): Figure => ({ figure, value, unit: 'ms' });
  return [
    { figure: 'one by one', value: perSecond(inOrder), unit: 'operations/s' },
    { figure: 'all at once', value: perSecond(atOnce), unit: 'operations/s', comparedTo: 'one by one' },
    ms('an operation that comes late, p50', quantile(outOfOrder, 0.5)),
    ms('an operation that comes late, p95', quantile(outOfOrder, 0.95)),
    ms('an undo of recent work, p50', quantile(undone, 0.5)),
    below('an undo of recent work, p95', quantile(undone, 0.95), 100, 'ms'),
    ms('digest, the first time', firstDigest),
    ms(`digest, after ${SAMPLES} undos`, redigest),
    { figure: 'memory', value: memory, unit: 'MiB', comparedTo: `${(slices * 512 * 512) / 2 ** 20} MiB of voxels` },
  ];
}

function undoOf({ id }: OperationEntry, lamport: number): OperationEntry {
  return {
    id: { session: 99, counter: lamport },
    op: { type: 'Undo', lamport, seen: BigInt(lamport), target: id },
  };
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** What is in use, without what waits to be collected. */
function memoryMiB(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}
