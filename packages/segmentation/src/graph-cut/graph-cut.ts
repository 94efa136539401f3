import { assert } from '@scholia/core';
import { voxelCount } from '@scholia/volume';
import { connectedTo } from '../grid/connected.ts';
import { cellSpacingMm, cellsOf, labelmapOf, type Region, type RegionCells, regionOf } from '../grid/region.ts';
import { type Answer, type Case, defineMethod, Pace, type ValuesOf, type Work } from '../method.ts';
import { constantImage, refuseOneSided } from '../refusals.ts';
import { likelihoodOf } from './likelihood.ts';
import { CAPACITY_SCALE, networkOf, ordinaryContrast } from './network.ts';
import { proximityOdds } from './proximity.ts';

const parameters = {
  bins: { type: 'number', title: 'Bins of the histograms', min: 8, max: 256, step: 1, default: 64 },
  lambdaMm: { type: 'number', title: 'Smoothness', unit: 'mm', min: 0, max: 20, step: 0.5, default: 2 },
  proximity: { type: 'number', title: 'Closeness to scribbles', min: 0, max: 20, step: 1, default: 5 },
  marginMm: { type: 'number', title: 'Search distance (0: found)', unit: 'mm', min: 0, max: 500, step: 5, default: 0 },
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 1_000_000 },
} as const;

export interface CutAnswer extends Answer {
  /** Energy of the cut, in nats (before islands are dropped). */
  readonly energy: number;
}

/** Nodes grown between two looks at the signal and the event loop: about 20 ms. */
const STEPS = 100_000;

/**
 * Segments one label from scribbles: histogram likelihoods, contrast-weighted boundary, exact minimum cut (README has the
 * energy). Refuses 'no-foreground', 'no-background', 'constant-image'.
 */
export const graphCut = defineMethod({ name: 'graph-cut', title: 'Graph cut', parameters, run });

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<CutAnswer> {
  const { dims, spacingMm, image, prompts, labels } = given;
  assert(image.length === voxelCount(dims) && prompts.length === image.length, 'image and prompts fill the grid');
  assert(labels.length === 1, 'one label');
  const [label] = labels;
  const pace = new Pace(work);

  pace.begin('region');
  refuseOneSided(given);
  const region = regionOf(prompts, dims, spacingMm, {
    marginMm: values.marginMm || undefined,
    maxVoxels: values.maxVoxels,
  });
  const content = cellsOf(region, given);
  const flow = await solve(given, values, region, content, pace);

  pace.begin('mask');
  const cut = new Uint8Array(content.seeds.length);
  for (let cell = 0; cell < cut.length; cell++) if (flow.isSource(cell)) cut[cell] = label;
  const kept = connectedTo(cut, (cell) => content.seeds[cell] === label, region.cells);
  const labelmap = labelmapOf(region, given, kept);
  return { labelmap, energy: flow.flow / CAPACITY_SCALE, region, elapsedMs: pace.end() };
}

async function solve(
  { spacingMm, labels: [label] }: Case,
  { bins, lambdaMm, proximity }: ValuesOf<typeof parameters>,
  region: Region,
  content: RegionCells,
  pace: Pace,
) {
  pace.begin('likelihood');
  const likelihood = likelihoodOf(content, label, bins);
  const sigma = ordinaryContrast(content, region.cells);
  if (!likelihood || !(sigma > 0)) throw constantImage();
  pace.begin('network');
  const cellMm = cellSpacingMm(region, spacingMm);
  const odds = proximityOdds(content, region.cells, cellMm, proximity);
  const flow = networkOf(content, region.cells, cellMm, likelihood, odds, { lambdaMm, sigma });
  pace.begin('max-flow');
  while (!flow.run(STEPS)) await pace.breathe();
  return flow;
}
