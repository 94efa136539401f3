import type { Dims } from '@scholia/volume';
import { ordinaryContrast } from '../graph-cut/boundary.ts';
import { visitPairs } from '../grid/pairs.ts';
import type { PerAxis, RegionCells } from '../grid/region.ts';
import { Multigrid } from './multigrid.ts';
import { gathered, groupsOf, type Ties } from './network.ts';

/** Least weight of a pair, relative to that of equal intensities: every cell stays reachable, whatever lies around it. */
const LEAST_WEIGHT = 1e-4;

/**
 * The chance that a walker from each free cell of a grid (i fastest, six neighbours) meets the seeds of one side first:
 *
 *   sum_q w_pq (x_p - x_q) = 0 for p without a seed,   w_pq = exp(-beta (I_p - I_q)^2 / mean of the square) / d_pq^2,
 *
 * d_pq mm apart and the exponential at least LEAST_WEIGHT. This is div(g grad x) = 0 in mm. Source: Grady, "Random Walks for Image
 * Segmentation", PAMI 2006.
 *
 * Flexible conjugate gradients (Notay 2000), preconditioned by the cycle of `Multigrid`, whose first level is the grid itself.
 * The number of iterations hardly depends on the size of the grid. The preconditioner is of single precision, the rest of
 * double. Seeds have inverse 0 and stay out of all sums. About 90 bytes per cell.
 */
export class WalkSystem {
  readonly #plane: number;
  readonly #row: number;
  /** Cells are from here to #end: as in all arrays, a plane of zeros lies before and after. */
  readonly #end: number;
  /** Weight of a cell and its next one along each axis, 0 at the end. */
  readonly #weights: readonly [Float32Array, Float32Array, Float32Array];
  /** 1 / diagonal of the matrix; 0 for seeds. */
  readonly #inverse: Float32Array;
  /** The node of the coarser network that each cell belongs to; -1 for seeds. */
  readonly #parents: Int32Array;
  readonly #coarser: Multigrid;
  readonly #x: Float64Array;
  readonly #residual: Float64Array;
  /** The preconditioned residual. */
  readonly #step: Float32Array;
  readonly #search: Float64Array;
  /** The matrix times #search. */
  readonly #product: Float64Array;

  constructor([ci, cj, ck]: Dims, spacingMm: PerAxis, content: RegionCells, beta: number) {
    const cells: Dims = [ci, cj, ck];
    this.#row = ci;
    this.#plane = ci * cj;
    this.#end = this.#plane * (ck + 1);
    const size = this.#end + this.#plane;
    this.#weights = [new Float32Array(size), new Float32Array(size), new Float32Array(size)];
    this.#inverse = new Float32Array(size);
    this.#weigh(cells, spacingMm, content.image, beta);
    this.#invert(content.seeds);
    const ties = this.#ties();
    const groups = groupsOf(ties);
    this.#parents = groups.of;
    this.#coarser = new Multigrid(gathered(ties, groups));
    this.#step = new Float32Array(size);
    [this.#x, this.#residual, this.#search, this.#product] = [
      new Float64Array(size),
      new Float64Array(size),
      new Float64Array(size),
      new Float64Array(size),
    ];
  }

  /**
   * Improves `values` (one per cell; seeds keep theirs) until an iteration changes none by `tolerance`. What is left is about
   * as much; for cells that are all but cut off from the rest it can be some ten times that. Yields after each sweep of the
   * grid, or what takes as long; `values` is written at the end.
   */
  *solve(values: Float64Array, tolerance: number): Generator<void, void> {
    this.#x.set(values, this.#plane);
    this.#search.fill(0);
    this.#product.fill(0);
    this.#start();
    yield;
    for (let power = 1; ; ) {
      this.#relaxForwards();
      yield;
      this.#coarser.solve();
      yield;
      const common = this.#relaxBackwards();
      yield;
      const gain = this.#turn(-common / power);
      power = this.#multiply();
      yield;
      if (!(power > 0)) break;
      const change = this.#move(gain / power);
      yield;
      if (!(change >= tolerance)) break;
    }
    values.set(this.#x.subarray(this.#plane, this.#end));
  }

  #weigh(cells: Dims, spacingMm: PerAxis, image: Float32Array, beta: number): void {
    const contrast = ordinaryContrast(image, cells);
    const steepness = contrast > 0 ? -beta / contrast ** 2 : 0;
    const strength = spacingMm.map((mm) => 1 / mm ** 2);
    visitPairs(cells, (a, b, axis) => {
      const weight = Math.max(LEAST_WEIGHT, Math.exp(steepness * (image[a] - image[b]) ** 2));
      this.#weights[axis][this.#plane + a] = strength[axis] * weight;
    });
  }

  #invert(seeds: Uint8Array): void {
    const [wi, wj, wk] = this.#weights;
    const [row, plane] = [this.#row, this.#plane];
    for (let at = plane; at < this.#end; at++)
      if (seeds[at - plane] === 0)
        this.#inverse[at] = 1 / (wi[at] + wj[at] + wk[at] + wi[at - 1] + wj[at - row] + wk[at - plane]);
  }

  /** Free cells, tied to each other; seeds are the ground. */
  #ties(): Ties {
    const [inverse, steps] = [this.#inverse, [1, this.#row, this.#plane]];
    const visitAll = (node: number, each: (other: number, weight: number) => void) => {
      for (let axis = 0; axis < 3; axis++) {
        const [weights, step] = [this.#weights[axis], steps[axis]];
        if (weights[node - step] > 0) each(node - step, weights[node - step]);
        if (weights[node] > 0) each(node + step, weights[node]);
      }
    };
    return {
      count: this.#end,
      groundOf(node) {
        let ground = 0;
        if (inverse[node] > 0)
          visitAll(node, (other, weight) => {
            if (inverse[other] === 0) ground += weight;
          });
        return ground;
      },
      visit(node, each) {
        if (inverse[node] > 0)
          visitAll(node, (other, weight) => {
            if (inverse[other] > 0) each(other, weight);
          });
      },
    };
  }

  /** residual = b - A x. */
  #start(): void {
    const [wi, wj, wk] = this.#weights;
    const [row, plane, end, x, residual] = [this.#row, this.#plane, this.#end, this.#x, this.#residual];
    for (let at = plane; at < end; at++) {
      const [i, j, k] = [at - 1, at - row, at - plane];
      residual[at] =
        wi[at] * (x[at + 1] - x[at]) +
        wj[at] * (x[at + row] - x[at]) +
        wk[at] * (x[at + plane] - x[at]) +
        wi[i] * (x[i] - x[at]) +
        wj[j] * (x[j] - x[at]) +
        wk[k] * (x[k] - x[at]);
    }
  }

  /** step = (D + L)^-1 residual; what that leaves, U step, goes to the coarser network. */
  #relaxForwards(): void {
    const [wi, wj, wk] = this.#weights;
    const [row, plane, end, inverse] = [this.#row, this.#plane, this.#end, this.#inverse];
    const [step, residual, parents, right] = [this.#step, this.#residual, this.#parents, this.#coarser.right];
    for (let at = plane; at < end; at++)
      step[at] =
        inverse[at] *
        (residual[at] + wi[at - 1] * step[at - 1] + wj[at - row] * step[at - row] + wk[at - plane] * step[at - plane]);
    right.fill(0);
    for (let at = plane; at < end; at++)
      if (parents[at] >= 0)
        right[parents[at]] += wi[at] * step[at + 1] + wj[at] * step[at + row] + wk[at] * step[at + plane];
  }

  /** The step with the coarser answer, relaxed from the last cell to the first; step . product. */
  #relaxBackwards(): number {
    const [wi, wj, wk] = this.#weights;
    const [row, plane, end, inverse] = [this.#row, this.#plane, this.#end, this.#inverse];
    const [step, residual, product] = [this.#step, this.#residual, this.#product];
    const [parents, answer] = [this.#parents, this.#coarser.answer];
    for (let at = plane; at < end; at++) if (parents[at] >= 0) step[at] += answer[parents[at]];
    let common = 0;
    for (let at = end - 1; at >= plane; at--) {
      const [i, j, k] = [at - 1, at - row, at - plane];
      const value =
        inverse[at] *
        (residual[at] +
          wi[at] * step[at + 1] +
          wj[at] * step[at + row] +
          wk[at] * step[at + plane] +
          wi[i] * step[i] +
          wj[j] * step[j] +
          wk[k] * step[k]);
      step[at] = value;
      common += product[at] * value;
    }
    return common;
  }

  /** search = step + turn * search; search . residual. */
  #turn(turn: number): number {
    const [plane, end, step, search, residual] = [this.#plane, this.#end, this.#step, this.#search, this.#residual];
    let gain = 0;
    for (let at = plane; at < end; at++) {
      const value = step[at] + turn * search[at];
      search[at] = value;
      gain += value * residual[at];
    }
    return gain;
  }

  /** product = A search; search . product. */
  #multiply(): number {
    const [wi, wj, wk] = this.#weights;
    const [row, plane, end, search, product] = [this.#row, this.#plane, this.#end, this.#search, this.#product];
    let power = 0;
    for (let at = plane; at < end; at++) {
      const [i, j, k] = [at - 1, at - row, at - plane];
      const value =
        wi[at] * (search[at] - search[at + 1]) +
        wj[at] * (search[at] - search[at + row]) +
        wk[at] * (search[at] - search[at + plane]) +
        wi[i] * (search[at] - search[i]) +
        wj[j] * (search[at] - search[j]) +
        wk[k] * (search[at] - search[k]);
      product[at] = value;
      power += search[at] * value;
    }
    return power;
  }

  /** x += length * search, and the residual likewise; the largest change of x. */
  #move(length: number): number {
    const [plane, end, x, search] = [this.#plane, this.#end, this.#x, this.#search];
    const [residual, product] = [this.#residual, this.#product];
    let change = 0;
    for (let at = plane; at < end; at++) {
      const move = length * search[at];
      x[at] += move;
      residual[at] -= length * product[at];
      if (Math.abs(move) > change) change = Math.abs(move);
    }
    return change;
  }
}
