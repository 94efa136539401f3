import { AppError, seededRandom } from '@scholia/core';
import { isHeldOut } from '@scholia/domain';
import {
  intensityOnlyBound,
  type LearnCurveOptions,
  type LearnCurvePoint,
  learnCurve,
  onnxRuntime,
  withShuffledLabels,
} from '@scholia/models';
import type { LoopOptions } from '../loop.ts';
import { above, below, type Figure } from '../report.ts';
import { demoSet, folderSet, type LabelledSet } from './cases.ts';

/** Goals of issue 2. Those on Dice are about the demo; real data has none. */
const GOAL = { dice: 0.8, after: 8, cycleSeconds: 240, intensityOnly: 0.5, shuffled: 0.3 };

/** Trains, predicts and ranks after each of `after` submissions, then measures the controls on the same images. */
export async function benchLoop(options: LoopOptions, log: (line: string) => void): Promise<Figure[]> {
  const { set, isDemo } = await labelledSet(options);
  const { cases, labels } = set;
  log(`${cases.length} images, labels ${labels.join(', ')}; about ${estimateMinutes(options)} minutes.`);
  const last = Math.max(...options.after);
  if (last >= cases.length)
    throw new AppError('bad-request', `${cases.length} images leave none to predict after ${last}.`);
  const shared = {
    labels,
    seconds: options.seconds,
    passes: options.passes,
    openSession: onnxRuntime(),
    isHeldOut,
  } satisfies Partial<LearnCurveOptions>;

  const curve = await learnCurve({
    ...shared,
    cases,
    after: options.after,
    random: seededRandom(options.seed),
    onPoint: (point) => log(sentenceOf(point)),
  });
  const figures = curve.flatMap((point) => figuresOf(point, isDemo));

  const bound = await intensityOnlyBound(cases, labels);
  const boundName = 'mean Dice, best classifier on intensity alone, fitted on the true labels';
  figures.push(
    isDemo ? below(boundName, bound, GOAL.intensityOnly, 'Dice') : { figure: boundName, value: bound, unit: 'Dice' },
  );
  if (options.controls) figures.push(await shuffled(set, shared, last, options.seed, isDemo, log));
  return figures;
}

async function labelledSet({ images, labels, cases }: LoopOptions): Promise<{ set: LabelledSet; isDemo: boolean }> {
  if (images !== undefined && labels !== undefined)
    return { set: await folderSet(images, labels, cases), isDemo: false };
  if (images === undefined && labels === undefined) return { set: demoSet(cases), isDemo: true };
  throw new AppError('bad-request', 'Give both --images and --labels, or neither.');
}

/** The same training on the first submissions with the labels of other images; measured on the true labels of the rest. */
async function shuffled(
  { cases }: LabelledSet,
  shared: Pick<LearnCurveOptions, 'labels' | 'seconds' | 'passes' | 'openSession' | 'isHeldOut'>,
  count: number,
  seed: number,
  isDemo: boolean,
  log: (line: string) => void,
): Promise<Figure> {
  log(`Control: training on ${count} images with the labels of other images ...`);
  const random = seededRandom(seed);
  const mixed = [...withShuffledLabels(cases.slice(0, count), random), ...cases.slice(count)];
  const [{ dice }] = await learnCurve({ ...shared, cases: mixed, after: [count], random });
  const name = `mean Dice, trained on ${count} shuffled image-label pairs`;
  const comparedTo = `mean Dice after ${count}`;
  return isDemo
    ? below(name, dice, GOAL.shuffled, 'Dice', comparedTo)
    : { figure: name, value: dice, unit: 'Dice', comparedTo };
}

function figuresOf(point: LearnCurvePoint, isDemo: boolean): Figure[] {
  const { submitted, dice, score, ranking, trainSeconds, predictSeconds, predicted, steps } = point;
  const diceName = `mean Dice after ${submitted}, on ${predicted} unlabelled`;
  return [
    isDemo && submitted === GOAL.after
      ? above(diceName, dice, GOAL.dice, 'Dice')
      : { figure: diceName, value: dice, unit: 'Dice' },
    ...(score === null
      ? []
      : [{ figure: `score after ${submitted}, on held-out`, value: score, unit: 'Dice', comparedTo: diceName }]),
    below(`submit to refreshed predictions, ${submitted}`, trainSeconds + predictSeconds, GOAL.cycleSeconds, 's'),
    { figure: `training steps, ${submitted}`, value: steps, unit: `in ${Math.round(trainSeconds)} s` },
    { figure: `uncertainty against error, ${submitted}`, value: ranking, unit: 'rank correlation' },
  ];
}

function sentenceOf({
  submitted,
  dice,
  diceByLabel,
  trainSeconds,
  predictSeconds,
  predicted,
}: LearnCurvePoint): string {
  const each = Object.entries(diceByLabel).map(([label, value]) => `${label}: ${value.toFixed(2)}`);
  return `After ${submitted}: mean Dice ${dice.toFixed(3)} (${each.join(', ')}) on ${predicted} images; trained ${Math.round(trainSeconds)} s, predicted ${Math.round(predictSeconds)} s.`;
}

const estimateMinutes = ({ after, seconds, controls }: LoopOptions) =>
  Math.ceil(((after.length + (controls ? 1 : 0)) * (seconds + 40)) / 60);
