import { join } from 'node:path';
import { AppError, type Random, seededRandom } from '@scholia/core';
import {
  decodeCheckpoint,
  factsOf,
  type LazyCase,
  METHODS,
  type Method,
  onnxRuntime,
  patchesInMemory,
  planTraining,
  type TrainResult,
  train,
} from '@scholia/models';
import type { LearnOptions } from '../learn.ts';
import { demoSet, folderSet, type LabelledSet } from '../loop/cases.ts';
import { above, type Figure } from '../report.ts';
import { clickFigures } from './clicks.ts';

/** Mean foreground Dice on the held-out cases, by seconds of training. */
const GOALS: Readonly<Record<number, number>> = { 180: 0.8, 1800: 0.89 };
const DEMO_IMAGES = 24;
/** Cases whose facts are planned from. */
const PLANNED_FROM = 10;

export async function benchLearn(options: LearnOptions, log: (line: string) => void): Promise<Figure[]> {
  const { data } = options;
  const { cases, labels } = data
    ? await folderSet(join(data, 'imagesTr'), join(data, 'labelsTr'))
    : demoSet(DEMO_IMAGES);
  if (cases.length <= options.heldOut)
    throw new AppError('bad-request', `--held-out: ${cases.length} images are there; leave some to train on.`);
  const mixed = shuffled(cases, seededRandom(options.seed));
  const [heldOut, rest] = [mixed.slice(0, options.heldOut), mixed.slice(options.heldOut)];
  const figures: Figure[] = [];
  for (const count of options.cases) {
    const some = rest.slice(0, count);
    log(`training on ${some.length} cases for ${options.seconds} s ...`);
    figures.push(...(await learnFrom({ cases: some, labels }, heldOut, options, log)));
  }
  return figures;
}

async function learnFrom(
  set: LabelledSet,
  heldOut: readonly LazyCase[],
  options: LearnOptions,
  log: (line: string) => void,
): Promise<Figure[]> {
  const { seconds, method, clicks, unseen, refine } = options;
  const { takesClicks }: Method = METHODS[method];
  // Those who take clicks are measured with clicks, at the end.
  const result = await trainOn(set, takesClicks ? [] : heldOut, options, log);
  if (takesClicks) {
    const flat = refine ? await trainOn(set, [], { ...options, method: 'deepgrow-2d' }, log) : undefined;
    return clickFigures(
      decodeCheckpoint(result.checkpoint),
      heldOut,
      { counts: clicks, label: unseen, refining: flat && decodeCheckpoint(flat.checkpoint) },
      log,
    );
  }
  const figure = `mean Dice of ${heldOut.length} held-out cases, trained on ${set.cases.length} for ${seconds} s`;
  const value = result.score ?? Number.NaN;
  const byLabel = Object.entries(result.scores ?? {}).map(([label, dice]) => `label ${label}: ${dice.toFixed(3)}`);
  const comparedTo = `${result.steps} steps; ${byLabel.join(', ')}`;
  const goal = GOALS[seconds];
  return goal === undefined
    ? [{ figure, value, unit: 'Dice', comparedTo }]
    : [above(figure, value, goal, 'Dice', comparedTo)];
}

async function trainOn(
  { cases, labels }: LabelledSet,
  heldOut: readonly LazyCase[],
  { seconds, seed, method, unseen }: LearnOptions,
  log: (line: string) => void,
): Promise<TrainResult> {
  const loaded = await Promise.all(cases.slice(0, PLANNED_FROM).map((one) => one.load()));
  const { plan, reasons } = planTraining({
    cases: loaded.map(factsOf),
    caseCount: cases.length,
    labels: labels.filter((label) => label !== unseen),
    seconds,
    seed,
    overrides: { method },
  });
  for (const { about, text } of reasons) log(`  ${about}: ${text}`);
  const started = performance.now();
  return train({
    plan,
    patches: await patchesInMemory(cases, plan),
    heldOut,
    budget: { seconds },
    openSession: onnxRuntime(),
    random: seededRandom(seed),
    onProgress: ({ step, loss, validationDice }) => {
      const dice = validationDice === null ? '' : `, Dice ${validationDice.toFixed(3)}`;
      log(`  ${((performance.now() - started) / 1000).toFixed(0)} s, step ${step}, loss ${loss.toFixed(3)}${dice}`);
    },
  });
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
  }
  return mixed;
}
