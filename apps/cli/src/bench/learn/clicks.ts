import {
  type Checkpoint,
  clickOnErrors,
  clickOnStructure,
  type LazyCase,
  METHODS,
  type Method,
  onnxRuntime,
  Predictor,
} from '@scholia/models';
import { above, type Figure } from '../report.ts';

export interface ClickCounts {
  /** Measured after so many, ascending. */
  readonly counts: readonly number[];
  /** What is clicked, with a network of one structure. */
  readonly labels: readonly number[];
}

/** More clicks must not make it worse by more. */
const TOLERATED = 0.005;

/** Mean Dice over cases and labels after each number of clicks of a careful person on the largest error. */
export async function clickFigures(
  checkpoint: Checkpoint,
  cases: readonly LazyCase[],
  { counts, labels }: ClickCounts,
  log: (line: string) => void,
): Promise<Figure[]> {
  const { isOfOneStructure, title }: Method = METHODS[checkpoint.plan.method];
  const most = Math.max(...counts);
  const predictor = await Predictor.open(checkpoint, onnxRuntime());
  const sums = new Float64Array(most + 1);
  const measured = new Float64Array(most + 1);
  const add = (score: number | undefined, n: number) => {
    if (score === undefined || Number.isNaN(score)) return;
    sums[n] += score;
    measured[n]++;
  };
  try {
    for (const one of cases) {
      const loaded = await one.load();
      if (isOfOneStructure) {
        for (const label of labels)
          if (loaded.labels.includes(label))
            for (const [n, score] of (
              await clickOnStructure(predictor, checkpoint.plan, loaded, label, { clicks: most })
            ).entries())
              add(score, n);
      } else
        for (const [n, scores] of (await clickOnErrors(predictor, loaded, labels, { clicks: most })).entries())
          for (const label of labels) add(scores[label], n);
    }
  } finally {
    await predictor.dispose();
  }
  const after = (n: number) => sums[n] / measured[n];
  log(`  Dice after 0, 1, 2, ... clicks: ${Array.from(sums, (_, n) => after(n).toFixed(3)).join(' ')}`);
  return counts.map((count, n) => {
    const figure = `${title}: mean Dice of ${cases.length} held-out cases after ${count} clicks`;
    // The network that nobody has told anything finds no structure.
    if (n === 0 || (isOfOneStructure && counts[n - 1] === 0)) return { figure, value: after(count), unit: 'Dice' };
    const before = after(counts[n - 1]);
    const limit = Number((before - (count > 5 ? TOLERATED : 0)).toFixed(4));
    return above(figure, after(count), limit, 'Dice', `${before.toFixed(4)} after ${counts[n - 1]}`);
  });
}
