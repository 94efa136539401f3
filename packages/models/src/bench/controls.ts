import { must, type Random } from '@scholia/core';
import { intensityOnlyDice, mean } from '@scholia/metrics';
import { resampleNearest } from '@scholia/volume';
import type { LazyCase } from '../training/cases.ts';

/**
 * What intensity alone can reach: per image and label the best Dice of any set of intensities, fitted on the true labels
 * of that very image. Mean over labels, then over images. An upper bound for every intensity-only classifier.
 */
export async function intensityOnlyBound(cases: readonly LazyCase[], labels: readonly number[]): Promise<number> {
  const scores: number[] = [];
  for (const one of cases) {
    const { data, labels: truth } = await one.load();
    const found = labels.map((label) => intensityOnlyDice(data, truth, label)).filter((score) => !Number.isNaN(score));
    if (found.length > 0) scores.push(mean(found));
  }
  return mean(scores);
}

/**
 * The same images, each with the labels of another case (a random cycle, so none keeps its own), stretched to its grid.
 * A model trained on these learns only where organs usually lie.
 */
export function withShuffledLabels(cases: readonly LazyCase[], random: Random): LazyCase[] {
  const order = cases.map((_, at) => at);
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  const donor = new Map(order.map((from, at) => [from, cases[order[(at + 1) % order.length]]]));
  return cases.map((one, at) => ({
    async load() {
      const own = await one.load();
      const other = await must(donor.get(at), 'every case is in the cycle').load();
      return { ...own, labels: resampleNearest(other.labels, other.dims, own.dims) };
    },
  }));
}
