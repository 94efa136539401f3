import type { Dims } from '@scholia/volume';
import type { PerAxis, RegionCells } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';
import { GridMaxFlow } from './grid-max-flow.ts';
import type { Likelihood } from './likelihood.ts';
import { costOf } from './proximity.ts';

/** Whole units of capacity per unit of energy. */
export const CAPACITY_SCALE = 4096;
/** Capacity that no minimum cut can afford: above the sum of any node's edges, below 2^30. */
const HARD = 2 ** 29;
/** Most that one edge may weigh, so that six of them stay below HARD. */
const MAX_EDGE = 2 ** 26 - 1;

/** Mean squared difference of neighbouring cells: the contrast that counts as ordinary (Rother et al. 2004, equation 5). */
export function ordinaryContrast({ image }: RegionCells, cells: Dims): number {
  let sum = 0;
  let pairs = 0;
  visitPairs(cells, (a, b) => {
    sum += (image[a] - image[b]) ** 2;
    pairs++;
  });
  return pairs === 0 ? 0 : Math.sqrt(sum / pairs);
}

/**
 * The network whose minimum cut is the segmentation of least energy (README). `spacingMm` is that of the cells; `odds` are
 * the log odds of "inside" by place; `lambdaMm` weighs the boundary; `sigma` is an intensity difference. Scribbles are hard constraints.
 */
export function networkOf(
  content: RegionCells,
  cells: Dims,
  spacingMm: PerAxis,
  likelihood: Likelihood,
  odds: Float32Array,
  { lambdaMm, sigma }: { lambdaMm: number; sigma: number },
): GridMaxFlow {
  const flow = new GridMaxFlow(cells);
  const { image, seeds } = content;
  for (let cell = 0; cell < seeds.length; cell++) {
    if (seeds[cell] === OUTSIDE) flow.setTerminals(cell, 0, HARD);
    else if (seeds[cell] !== 0) flow.setTerminals(cell, HARD, 0);
    else {
      const bin = likelihood.binOf(image[cell]);
      const inside = likelihood.foreground[bin] + costOf(odds[cell]);
      const outside = likelihood.background[bin] + costOf(-odds[cell]);
      flow.setTerminals(cell, Math.round(CAPACITY_SCALE * outside), Math.round(CAPACITY_SCALE * inside));
    }
  }
  const strength = spacingMm.map((mm) => (CAPACITY_SCALE * lambdaMm) / mm);
  const steepness = -1 / (2 * sigma * sigma);
  visitPairs(cells, (a, b, axis) => {
    const contrast = image[a] - image[b];
    const weight = strength[axis] * Math.exp(steepness * contrast * contrast);
    flow.setNeighbour(a, axis, Math.min(MAX_EDGE, Math.round(weight)));
  });
  return flow;
}

/** Visits every pair of neighbouring cells: both indices, and the axis between them. */
export function visitPairs([ci, cj, ck]: Dims, each: (a: number, b: number, axis: 0 | 1 | 2) => void): void {
  for (let k = 0, at = 0; k < ck; k++)
    for (let j = 0; j < cj; j++)
      for (let i = 0; i < ci; i++, at++) {
        if (i + 1 < ci) each(at, at + 1, 0);
        if (j + 1 < cj) each(at, at + ci, 1);
        if (k + 1 < ck) each(at, at + ci * cj, 2);
      }
}
