import { IGNORE } from '@scholia/autodiff';
import { spacingMm } from '@scholia/geometry';
import { diceByLabel, mean } from '@scholia/metrics';
import type { Plan } from '../plan/plan.ts';
import type { Click, PredictOptions, Predictor } from '../prediction/predictor.ts';
import type { TrainingCase } from '../training/cases.ts';
import { refineSlices } from './refine-slices.ts';
import { segmentStructure } from './segment-structure.ts';
import { worstClick } from './simulate.ts';

export interface Simulation extends Pick<PredictOptions, 'signal' | 'turn'> {
  readonly clicks: number;
}

/**
 * A careful person who clicks on the largest error and looks again, with a network for all labels. Dice by label value after n
 * clicks, n = 0 first; a person who sees no error more stops clicking.
 */
export async function clickOnErrors(
  predictor: Predictor,
  { labels: truth, ...image }: TrainingCase,
  labels: readonly number[],
  { clicks: most, ...options }: Simulation,
): Promise<Readonly<Record<number, number>>[]> {
  const classOf = new Uint8Array(256).fill(IGNORE);
  classOf[0] = 0;
  for (const [n, label] of labels.entries()) classOf[label] = n + 1;
  const classes = (values: Uint8Array) => values.map((value) => classOf[value]);
  const given = { dims: image.dims, spacingMm: spacingMm(image.affine), truth: classes(truth) };
  const onGrid = predictor.prepare(image);
  const clicks: Click[] = [];
  const scores: Readonly<Record<number, number>>[] = [];
  for (let n = 0; n <= most; n++) {
    const { labels: found } = await predictor.predictOnGrid(onGrid, { passes: 0, clicks, ...options });
    scores.push(diceByLabel(found, truth, labels));
    const click = worstClick({ ...given, found: classes(found) });
    if (click) clicks.push({ ijk: click.at, class: click.class });
  }
  return scores;
}

/** A network of one structure, ready for images. */
export interface StructureNetwork {
  readonly predictor: Predictor;
  readonly plan: Pick<Plan, 'method' | 'patch'>;
}

/**
 * The same for one label, with a network of one structure, and one that refines its slices where there is one: Dice after n clicks,
 * n = 0 is nothing.
 */
export async function clickOnStructure(
  { predictor, plan }: StructureNetwork,
  { labels, ...image }: TrainingCase,
  label: number,
  { clicks: most, ...how }: Simulation,
  refining?: StructureNetwork,
): Promise<number[]> {
  const truth = labels.map((value) => (value === label ? 1 : 0));
  const given = { dims: image.dims, spacingMm: spacingMm(image.affine), truth };
  const onGrid = predictor.prepare(image);
  const onFlatGrid = refining?.predictor.prepare(image);
  const clicks: Click[] = [];
  const scores = [0];
  let found: Uint8Array = new Uint8Array(truth.length);
  for (let n = 1; n <= most; n++) {
    const click = worstClick({ ...given, found });
    if (click) clicks.push({ ijk: click.at, class: click.class });
    const options = { clicks, label: 1, ...how };
    found = (await segmentStructure(predictor, plan, onGrid, options)).labels;
    if (refining && onFlatGrid)
      found = (await refineSlices(refining.predictor, refining.plan, onFlatGrid, found, options)).labels;
    scores.push(mean(Object.values(diceByLabel(found, truth, [1]))));
  }
  return scores;
}
