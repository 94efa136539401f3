import { dice, mean } from '@scholia/metrics';
import {
  type AnyMethod,
  energiesOfSearches,
  METHODS,
  type Method,
  type MethodName,
  valuesFrom,
} from '@scholia/segmentation';
import { correctingScribble, firstPrompts } from '@scholia/segmentation/robot';
import { type Dims, voxelCount } from '@scholia/volume';
import { nextMessage, startChild } from '../children.ts';
import { below, type Figure } from '../report.ts';
import type { SegmentOptions } from '../segment.ts';
import { type BenchCase, type CaseSet, caseSets, scaledCase } from './cases.ts';
import type { SegmentReport, SegmentTask } from './worker.ts';

const SIZES: readonly Dims[] = [
  [64, 64, 64],
  [128, 128, 128],
  [256, 256, 128],
];
/** Of the graph cut: milliseconds at each size. */
const GOALS: Readonly<Record<string, { readonly first: number; readonly added?: number }>> = {
  '128x128x128': { first: 1000, added: 300 },
  '256x256x128': { first: 5000 },
};

export async function benchSegment(options: SegmentOptions, log: (line: string) => void): Promise<Figure[]> {
  const wanted = options.methods?.split(',') ?? Object.keys(METHODS);
  const methods = (Object.keys(METHODS) as MethodName[]).filter((name) => wanted.includes(name));
  const figures: Figure[] = [];
  for (const dims of SIZES)
    for (const method of methods) {
      log(`${method}, ${dims.join(' x ')} ...`);
      figures.push(...(await measureSize(method, dims)));
    }
  if (methods.includes('graph-cut')) {
    log('graph-cut, exact ...');
    figures.push(await measureEnergy());
  }
  const scribbled = methods.filter((name) => METHODS[name].asks === 'scribbles');
  for (const set of caseSets(options.cases, options.data))
    for (const method of scribbled) {
      log(`${method}, scribbling on ${set.name} ...`);
      figures.push(...(await measureRounds(method, set, options.rounds)));
    }
  return figures;
}

async function measureSize(method: MethodName, dims: Dims): Promise<Figure[]> {
  const size = dims.join('x');
  const { firstMs, addedMs, peakMiB, cells } = await inChild({ method, dims });
  const goal = method === 'graph-cut' ? GOALS[size] : undefined;
  const perVoxel = `${((1e6 * firstMs) / voxelCount(dims)).toFixed(0)} ns a voxel, ${cells} cells`;
  const timed = (figure: string, ms: number, limit: number | undefined, comparedTo?: string): Figure =>
    limit === undefined ? { figure, value: ms, unit: 'ms', comparedTo } : below(figure, ms, limit, 'ms', comparedTo);
  const figures = [timed(`${method}, ${size}`, firstMs, goal?.first, perVoxel)];
  if (addedMs !== null) figures.push(timed(`${method}, ${size}, a scribble more`, addedMs, goal?.added));
  figures.push({ figure: `${method}, ${size}, memory`, value: peakMiB, unit: 'MiB' });
  return figures;
}

/** The banded search against the exact one at 128 x 128 x 128, for the energy of what is answered. */
async function measureEnergy(): Promise<Figure> {
  const dims: Dims = [128, 128, 128];
  const exact = await inChild({ method: 'graph-cut', dims, values: { search: 'exact' } });
  const truth = scaledCase(dims);
  const { banded, exact: least } = await energiesOfSearches({ ...truth, ...firstPrompts('scribbles', truth) });
  const comparedTo = `exact in ${exact.firstMs.toFixed(0)} ms, ${exact.peakMiB.toFixed(0)} MiB`;
  return below('graph-cut, 128x128x128, energy of the least', banded / least, 1.01, 'x', comparedTo);
}

/** Mean Dice over the structures of a set, after each round. */
async function measureRounds(name: MethodName, { name: set, cases }: CaseSet, rounds: number): Promise<Figure[]> {
  const scores: number[][] = [];
  for (const truth of cases) scores.push(await scribbleOn(METHODS[name], truth, rounds));
  return Array.from({ length: rounds }, (_, round) => ({
    figure: `${name}, ${set}, Dice after round ${round + 1}`,
    value: mean(scores.map((one) => one[round])),
    unit: 'Dice',
    comparedTo: `worst ${Math.min(...scores.map((one) => one[round])).toFixed(2)} of ${scores.length}`,
  }));
}

/** Who has nothing left to correct keeps the score. */
async function scribbleOn(method: AnyMethod, truth: BenchCase, rounds: number): Promise<number[]> {
  const [label] = truth.labels;
  const values = valuesFrom(method as Method, {}, truth) as never;
  const scores: number[] = [];
  let prompts: Uint8Array | undefined = firstPrompts('scribbles', truth).prompts;
  while (scores.length < rounds && prompts) {
    const { labelmap } = await method.run({ ...truth, prompts }, values, {});
    scores.push(dice(labelmap, truth.labelmap, label));
    prompts = correctingScribble(truth, prompts, labelmap);
  }
  while (scores.length < rounds) scores.push(scores[scores.length - 1]);
  return scores;
}

async function inChild(task: SegmentTask): Promise<SegmentReport> {
  return await nextMessage<SegmentReport>(startChild(new URL('worker.ts', import.meta.url), [JSON.stringify(task)]));
}
