import type { Dims } from '@scholia/volume';
import type { Effort } from '../effort.ts';
import { gaussian } from '../features/gaussian.ts';
import type { PerAxis, RegionCells } from '../grid/region.ts';
import { constantImage, refusal } from '../refusals.ts';
import { INSIDE, intensityOdds, OUTSIDE_SAMPLE } from './odds.ts';
import type { Start } from './start.ts';

/**
 * How strongly each cell asks to be inside, -1 to 1: P_in - P_out = tanh((ln P(I | in) - ln P(I | out)) / 2), which is what
 * is left of Bayes when both sides are as likely before. The difference of logarithms is that of a window, a Gaussian of
 * `windowMm`, as noise has single voxels on the wrong side. Histograms are of the start, and of the prompts that stay outside
 * or, where they are fewer than bins, of all that is not in the start: what of the structure is among that changes no sign.
 * Source: Zhu and Yuille, "Region competition", IEEE TPAMI 1996. Refuses 'no-background', 'constant-image'.
 */
export async function pushOf(
  { image, seeds }: RegionCells,
  { inside }: Start,
  label: number,
  { cells, cellMm, bins, windowMm }: { cells: Dims; cellMm: PerAxis; bins: number; windowMm: number },
  effort: Effort,
): Promise<Float32Array> {
  const isOther = (seed: number) => seed !== 0 && seed !== label;
  const others = seeds.reduce((sum, seed) => sum + (isOther(seed) ? 1 : 0), 0);
  const sides = inside.map((value, cell) => {
    if (value !== 0) return INSIDE;
    return others < bins || isOther(seeds[cell]) ? OUTSIDE_SAMPLE : 0;
  });
  if (!sides.includes(OUTSIDE_SAMPLE))
    throw refusal(
      'no-background',
      'Everything around the prompts is inside from the start. Scribble outside of the structure, or search further.',
      { label },
    );
  const odds = intensityOdds(image, sides, bins);
  if (!odds) throw constantImage();
  return (await gaussian(odds, cells, cellMm, windowMm, effort)).map((value) => Math.tanh(value / 2));
}
