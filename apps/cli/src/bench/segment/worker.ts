// Runs one method on one size in a process of its own, and watches the memory that it takes.
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type AnyMethod, METHODS, type Method, type MethodName, valuesFrom } from '@scholia/segmentation';
import { correctingScribble, firstPrompts } from '@scholia/segmentation/robot';
import type { Dims } from '@scholia/volume';
import { scaledCase } from './cases.ts';

export interface SegmentTask {
  readonly method: MethodName;
  readonly dims: Dims;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

export interface SegmentReport {
  readonly firstMs: number;
  /** With one scribble more; null for methods that do not take any. */
  readonly addedMs: number | null;
  /** Heap and buffers at most, whenever the method told of its progress, above what there was with the image loaded. */
  readonly peakMiB: number;
  readonly cells: number;
}

const { method: name, dims, values }: SegmentTask = JSON.parse(process.argv[2]);
const method: AnyMethod = METHODS[name];

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
let mostBytes = 0;
const onProgress = () => {
  mostBytes = Math.max(mostBytes, usedBytes());
};
function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function timed(truth: ReturnType<typeof scaledCase>, given: ReturnType<typeof firstPrompts>) {
  const started = performance.now();
  const all = valuesFrom(method as Method, values, truth) as never;
  const answer = await method.run({ ...truth, ...given }, all, { onProgress });
  onProgress();
  return { ms: performance.now() - started, answer };
}

// Compiled code, not the compiler, is what is measured.
const small = scaledCase([48, 48, 48]);
for (let n = 0; n < 2; n++) await timed(small, firstPrompts(method.asks, small));

const truth = scaledCase(dims);
const given = firstPrompts(method.asks, truth);
// Buffers are given back a while after they were found to be garbage.
collectGarbage();
await sleep(100);
collectGarbage();
const before = usedBytes();
mostBytes = 0;
const first = await timed(truth, given);
const peakMiB = (mostBytes - before) / 2 ** 20;
const more = method.asks === 'scribbles' ? correctingScribble(truth, given.prompts, first.answer.labelmap) : undefined;
const added = more && (await timed(truth, { prompts: more }));
const report: SegmentReport = {
  firstMs: first.ms,
  addedMs: added?.ms ?? null,
  peakMiB,
  cells: first.answer.region.cells.reduce((product, n) => product * n, 1),
};
process.send?.(report, () => process.disconnect());
