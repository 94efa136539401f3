import {
  type Checkpoint,
  clickOnErrors,
  clickOnStructure,
  type LazyCase,
  METHODS,
  type Method,
  onnxRuntime,
  Predictor,
  type TrainingCase,
} from '@scholia/models';
import { above, type Figure } from '../report.ts';

export interface Clicking {
  /** Measured after so many, ascending. */
  readonly counts: readonly number[];
  /** What is clicked, with a network of one structure. (Default: all that it has learned) */
  readonly label?: number | undefined;
  /** Does slices again. */
  readonly refining?: Checkpoint | undefined;
}

/** More clicks must not make it worse by more. */
const TOLERATED = 0.005;

/** Mean Dice over cases and labels after each number of clicks of a careful person on the largest error. */
export async function clickFigures(
  checkpoint: Checkpoint,
  cases: readonly LazyCase[],
  { counts, label, refining }: Clicking,
  log: (line: string) => void,
): Promise<Figure[]> {
  const { plan } = checkpoint;
  const { isOfOneStructure, title }: Method = METHODS[plan.method];
  const clicks = Math.max(...counts);
  const predictor = await Predictor.open(checkpoint, onnxRuntime());
  const flat = refining && { predictor: await Predictor.open(refining, onnxRuntime()), plan: refining.plan };
  const clicked = label === undefined ? plan.labels : [label];
  /** For each label of a case: Dice after 0, 1, 2, ... clicks. */
  const curvesOf = async (one: TrainingCase): Promise<number[][]> => {
    if (!isOfOneStructure) {
      const scores = await clickOnErrors(predictor, one, plan.labels, { clicks });
      return plan.labels.map((value) => scores.map((after) => after[value] ?? Number.NaN));
    }
    const curves: number[][] = [];
    for (const value of clicked)
      if (one.labels.includes(value))
        curves.push(await clickOnStructure({ predictor, plan }, one, value, { clicks }, flat));
    return curves;
  };
  const curves: number[][] = [];
  for (const one of cases) curves.push(...(await curvesOf(await one.load())));
  await Promise.all([predictor.dispose(), flat?.predictor.dispose()]);
  const after = (n: number) => {
    const measured = curves.map((curve) => curve[n]).filter((score) => !Number.isNaN(score));
    return measured.reduce((sum, score) => sum + score, 0) / measured.length;
  };
  log(
    `  Dice after 0, 1, 2, ... clicks: ${Array.from({ length: clicks + 1 }, (_, n) => after(n).toFixed(3)).join(' ')}`,
  );
  return counts.map((count, n) => {
    const what = `${title}${flat ? ', slices done again' : ''}${label === undefined ? '' : `, label ${label} never seen`}`;
    const figure = `${what}: mean Dice of ${cases.length} held-out cases after ${count} clicks`;
    // The network that nobody has told anything finds no structure.
    if (n === 0 || (isOfOneStructure && counts[n - 1] === 0)) return { figure, value: after(count), unit: 'Dice' };
    const before = after(counts[n - 1]);
    const limit = Number((before - (count > 5 ? TOLERATED : 0)).toFixed(4));
    return above(figure, after(count), limit, 'Dice', `${before.toFixed(4)} after ${counts[n - 1]}`);
  });
}
