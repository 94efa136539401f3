import { type Dims, voxelCount } from '@scholia/volume';
import { BucketQueue } from '../grid/bucket-queue.ts';
import { framed, framedDims, neighboursOf, unframedLabels } from '../grid/neighbours.ts';
import type { PerAxis, RegionCells } from '../grid/region.ts';

/** Whole units of cost per unit of it. */
export const COST_SCALE = 1024;
/** Most that one step may cost. */
export const MAX_STEP = 2 ** 16 - 1;

/** What a step between two neighbouring cells costs. */
export interface StepCost {
  /** Per unit of intensity difference. */
  readonly perIntensity: number;
  readonly perMm: number;
}

/**
 * Each cell gets the label of the seed from which the cheapest path leads to it, over the 26 neighbours. A step from p to q,
 * d_pq mm apart, costs |J_p - J_q| + D_pq whole units of 1 / COST_SCALE, at most MAX_STEP: J is `perIntensity` * I and D is
 * `perMm` * d, each rounded, D at least one unit. Of labels that are as cheap, the least (OUTSIDE last): the order of cells
 * decides nothing.
 *
 * Dijkstra's algorithm, all seeds at once: the first search of Zhu, Kolesov, Gao, Kikinis and Tannenbaum, "An Effective
 * Interactive Medical Image Segmentation Method Using Fast GrowCut", MICCAI IMIC 2014. Whole costs let a ring of buckets take the
 * place of their heap. 17 bytes per cell.
 */
export class LeastCost {
  readonly #cells: Dims;
  readonly #steps: Int32Array;
  /** What the length of each step costs. */
  readonly #lengths: Int32Array;
  /** What the intensity of each cell costs, compared with the least. */
  readonly #levels: Int32Array;
  readonly #labels: Uint8Array;
  /** Cost of the cheapest path so far; 0 for the frame, so that no path leads there. */
  readonly #cost: Int32Array;
  readonly #queue: BucketQueue;

  constructor({ image, seeds }: RegionCells, cells: Dims, spacingMm: PerAxis, { perIntensity, perMm }: StepCost) {
    const size = voxelCount(framedDims(cells));
    const { steps, lengthsMm } = neighboursOf(cells, spacingMm, 26);
    this.#cells = cells;
    this.#steps = steps;
    this.#lengths = Int32Array.from(lengthsMm, (mm) => Math.max(1, Math.round(COST_SCALE * perMm * mm)));
    this.#levels = framed(levelsOf(image, COST_SCALE * perIntensity), cells, new Int32Array(size));
    this.#labels = framed(seeds, cells, new Uint8Array(size));
    this.#cost = framed(new Int32Array(image.length).fill(UNREACHED), cells, new Int32Array(size));
    this.#queue = new BucketQueue(size, MAX_STEP);
    for (let cell = 0; cell < size; cell++) {
      if (this.#labels[cell] === 0) continue;
      this.#cost[cell] = 0;
      this.#queue.put(cell, 0);
    }
  }

  /** Settles at most `cells` cells; true when all are. Call it again until then. */
  run(cells = Number.POSITIVE_INFINITY): boolean {
    const steps = this.#steps;
    const lengths = this.#lengths;
    const levels = this.#levels;
    const labels = this.#labels;
    const cost = this.#cost;
    const queue = this.#queue;
    for (let n = 0; n < cells; n++) {
      const cell = queue.take();
      if (cell < 0) return true;
      const label = labels[cell];
      const level = levels[cell];
      const soFar = cost[cell];
      for (let step = 0; step < steps.length; step++) {
        const next = cell + steps[step];
        const before = cost[next];
        if (before <= soFar) continue;
        const after = soFar + Math.min(MAX_STEP, Math.abs(levels[next] - level) + lengths[step]);
        if (after > before) continue;
        if (after === before) {
          if (label < labels[next]) labels[next] = label;
          continue;
        }
        if (before !== UNREACHED) queue.remove(next, before);
        labels[next] = label;
        cost[next] = after;
        queue.put(next, after);
      }
    }
    return false;
  }

  /** A label or 0 for each cell of the grid. */
  labels(): Uint8Array {
    return unframedLabels(this.#labels, this.#cells);
  }
}

const UNREACHED = 2 ** 31 - 1;

/** (I - least I) * `scale`, in whole numbers. */
function levelsOf(image: Float32Array, scale: number): Int32Array {
  const least = image.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const levels = new Int32Array(image.length);
  for (let cell = 0; cell < levels.length; cell++) levels[cell] = Math.round((image[cell] - least) * scale);
  return levels;
}
