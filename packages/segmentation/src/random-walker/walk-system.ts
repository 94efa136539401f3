import type { Dims } from '@scholia/volume';
import { ordinaryContrast } from '../graph-cut/boundary.ts';
import { visitPairs } from '../grid/pairs.ts';
import type { PerAxis, RegionCells } from '../grid/region.ts';

/** Least weight of a pair, relative to that of equal intensities: every cell stays reachable, whatever lies around it. */
const LEAST_WEIGHT = 1e-4;
/** How much of the fill-in that is left out goes to the diagonal; 1 would be all, and can break down (Bridson 2008). */
const MODIFICATION = 0.97;

/**
 * The chance that a walker from each free cell of a grid (i fastest, six neighbours) meets the seeds of one side first:
 *
 *   sum_q w_pq (x_p - x_q) = 0 for p without a seed,   w_pq = exp(-beta (I_p - I_q)^2 / mean of the square) / d_pq^2,
 *
 * d_pq mm apart and the exponential at least LEAST_WEIGHT. This is div(g grad x) = 0 in mm. Source: Grady, "Random Walks for Image
 * Segmentation", PAMI 2006.
 *
 * Conjugate gradients on (D + L)^-1 A (D + U)^-1, where A = L + diag(A) + U and D are the pivots of the modified incomplete
 * Cholesky factorization without fill-in (Gustafsson 1978). As the factors are parts of A, multiplying by A costs no sweep of
 * its own (Eisenstat 1981). Seeds have pivot 0 and stay out of all sums. 76 bytes per cell.
 */
export class WalkSystem {
  readonly #cells: Dims;
  readonly #count: number;
  readonly #plane: number;
  /** Weight of a cell and its next one along each axis, 0 at the end. As in all arrays, a plane of zeros lies before and after. */
  readonly #weights: readonly [Float32Array, Float32Array, Float32Array];
  /** diag(A) - 2 D, D and 1 / D. */
  readonly #rest: Float64Array;
  readonly #pivot: Float64Array;
  readonly #inverse: Float64Array;
  readonly #x: Float64Array;
  readonly #residual: Float64Array;
  readonly #search: Float64Array;
  readonly #step: Float64Array;
  readonly #product: Float64Array;

  constructor(cells: Dims, spacingMm: PerAxis, { image, seeds }: RegionCells, beta: number) {
    this.#cells = cells;
    this.#plane = cells[0] * cells[1];
    this.#count = this.#plane * cells[2];
    const size = this.#count + 2 * this.#plane;
    const vector = () => new Float64Array(size);
    this.#weights = [new Float32Array(size), new Float32Array(size), new Float32Array(size)];
    [this.#rest, this.#pivot, this.#inverse] = [vector(), vector(), vector()];
    [this.#x, this.#residual, this.#search, this.#step, this.#product] = [
      vector(),
      vector(),
      vector(),
      vector(),
      vector(),
    ];
    this.#weigh(spacingMm, image, beta);
    this.#factorize(seeds);
  }

  /**
   * Improves `values` (one per cell; seeds keep theirs) until an iteration changes none by `tolerance`. What is left is about
   * as much; for cells that are all but cut off from the rest it can be some ten times that. Yields after each sweep of the
   * grid; `values` is written at the end.
   */
  *solve(values: Float64Array, tolerance: number): Generator<void, void> {
    this.#x.set(values, this.#plane);
    this.#search.fill(0);
    let energy = this.#start();
    yield;
    for (let turn = 0; energy > 0; ) {
      this.#turn(turn);
      yield;
      const length = energy / this.#multiply();
      yield;
      const { change, next } = this.#move(length);
      yield;
      if (!(change >= tolerance)) break;
      turn = next / energy;
      energy = next;
    }
    values.set(this.#x.subarray(this.#plane, this.#plane + this.#count));
  }

  #weigh(spacingMm: PerAxis, image: Float32Array, beta: number): void {
    const contrast = ordinaryContrast(image, this.#cells);
    const steepness = contrast > 0 ? -beta / contrast ** 2 : 0;
    const strength = spacingMm.map((mm) => 1 / mm ** 2);
    visitPairs(this.#cells, (a, b, axis) => {
      const weight = Math.max(LEAST_WEIGHT, Math.exp(steepness * (image[a] - image[b]) ** 2));
      this.#weights[axis][this.#plane + a] = strength[axis] * weight;
    });
  }

  #factorize(seeds: Uint8Array): void {
    const [wi, wj, wk] = this.#weights;
    const [row, plane] = [this.#cells[0], this.#plane];
    const free = new Uint8Array(wi.length);
    for (let cell = 0; cell < this.#count; cell++) free[plane + cell] = seeds[cell] === 0 ? 1 : 0;
    for (let at = plane; at < plane + this.#count; at++) {
      if (free[at] === 0) continue;
      const [i, j, k] = [at - 1, at - row, at - plane];
      const diagonal = wi[at] + wj[at] + wk[at] + wi[i] + wj[j] + wk[k];
      const fillI = MODIFICATION * (wj[i] * free[i + row] + wk[i] * free[i + plane]);
      const fillJ = MODIFICATION * (wi[j] * free[j + 1] + wk[j] * free[j + plane]);
      const fillK = MODIFICATION * (wi[k] * free[k + 1] + wj[k] * free[k + row]);
      const pivot =
        diagonal -
        wi[i] * this.#inverse[i] * (wi[i] + fillI) -
        wj[j] * this.#inverse[j] * (wj[j] + fillJ) -
        wk[k] * this.#inverse[k] * (wk[k] + fillK);
      this.#pivot[at] = pivot;
      this.#inverse[at] = 1 / pivot;
      this.#rest[at] = diagonal - 2 * pivot;
    }
  }

  /** residual = (D + L)^-1 (b - A x); its square in the norm of D. */
  #start(): number {
    const [wi, wj, wk] = this.#weights;
    const [row, plane, x, residual, inverse, pivot] = [
      this.#cells[0],
      this.#plane,
      this.#x,
      this.#residual,
      this.#inverse,
      this.#pivot,
    ];
    let energy = 0;
    for (let at = plane; at < plane + this.#count; at++) {
      const [i, j, k] = [at - 1, at - row, at - plane];
      const flow =
        wi[at] * (x[at + 1] - x[at]) +
        wj[at] * (x[at + row] - x[at]) +
        wk[at] * (x[at + plane] - x[at]) +
        wi[i] * (x[i] - x[at]) +
        wj[j] * (x[j] - x[at]) +
        wk[k] * (x[k] - x[at]);
      const value = inverse[at] * (flow + wi[i] * residual[i] + wj[j] * residual[j] + wk[k] * residual[k]);
      residual[at] = value;
      energy += pivot[at] * value * value;
    }
    return energy;
  }

  /** search = D residual + turn * search; step = (D + U)^-1 search. */
  #turn(turn: number): void {
    const [wi, wj, wk] = this.#weights;
    const [row, plane, step, residual, inverse, pivot] = [
      this.#cells[0],
      this.#plane,
      this.#step,
      this.#residual,
      this.#inverse,
      this.#pivot,
    ];
    const search = this.#search;
    for (let at = plane + this.#count - 1; at >= plane; at--) {
      const value = pivot[at] * residual[at] + turn * search[at];
      search[at] = value;
      step[at] = inverse[at] * (value + wi[at] * step[at + 1] + wj[at] * step[at + row] + wk[at] * step[at + plane]);
    }
  }

  /** product = (D + L)^-1 A step = step + (D + L)^-1 (search + (diag(A) - 2 D) step), of which the second term is kept; search . product. */
  #multiply(): number {
    const [wi, wj, wk] = this.#weights;
    const [row, plane, step, search, inverse, rest] = [
      this.#cells[0],
      this.#plane,
      this.#step,
      this.#search,
      this.#inverse,
      this.#rest,
    ];
    const product = this.#product;
    let sum = 0;
    for (let at = plane; at < plane + this.#count; at++) {
      const [i, j, k] = [at - 1, at - row, at - plane];
      const value =
        inverse[at] * (search[at] + rest[at] * step[at] + wi[i] * product[i] + wj[j] * product[j] + wk[k] * product[k]);
      product[at] = value;
      sum += search[at] * (step[at] + value);
    }
    return sum;
  }

  /** x += length * step, and the residual likewise: its new square, and the largest change of x. */
  #move(length: number): { change: number; next: number } {
    const [plane, x, step, product, residual, pivot] = [
      this.#plane,
      this.#x,
      this.#step,
      this.#product,
      this.#residual,
      this.#pivot,
    ];
    let [change, next] = [0, 0];
    for (let at = plane; at < plane + this.#count; at++) {
      const move = length * step[at];
      x[at] += move;
      const value = residual[at] - length * (step[at] + product[at]);
      residual[at] = value;
      next += pivot[at] * value * value;
      if (Math.abs(move) > change) change = Math.abs(move);
    }
    return { change, next };
  }
}
