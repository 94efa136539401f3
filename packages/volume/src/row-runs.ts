import type { Dims } from './grid.ts';

/**
 * Collects runs along i per row (j, k) and gives back their union. Stamps of a stroke mostly extend the run that the
 * row already has, so each row keeps one open run in flat arrays; a run that does not touch it is set aside and merged
 * at the end.
 */
export class RowRuns {
  readonly #di: number;
  readonly #j0: number;
  readonly #k0: number;
  readonly #nj: number;
  readonly #nk: number;
  /** Open run of each row: first voxel and one past the last; equal when there is none. */
  readonly #first: Int32Array;
  readonly #stop: Int32Array;
  readonly #aside = new Map<number, [number, number][]>();

  /** `bounds` = [j0, j1, k0, k1] inclusive: rows outside of them (or of the grid) may not be, or are not, kept. */
  constructor(dims: Dims, bounds: readonly [number, number, number, number]) {
    this.#di = dims[0];
    this.#j0 = Math.max(0, bounds[0]);
    this.#k0 = Math.max(0, bounds[2]);
    this.#nj = Math.max(0, Math.min(dims[1] - 1, bounds[1]) - this.#j0 + 1);
    this.#nk = Math.max(0, Math.min(dims[2] - 1, bounds[3]) - this.#k0 + 1);
    this.#first = new Int32Array(this.#nj * this.#nk);
    this.#stop = new Int32Array(this.#nj * this.#nk);
  }

  /** Adds voxels i0..i1 of row (j, k); what lies outside of the grid is dropped. */
  add(i0: number, i1: number, j: number, k: number): void {
    const first = Math.max(0, i0);
    const stop = Math.min(this.#di, i1 + 1);
    const y = j - this.#j0;
    const z = k - this.#k0;
    if (first >= stop || y < 0 || z < 0 || y >= this.#nj || z >= this.#nk) return;
    const row = y + this.#nj * z;
    const openFirst = this.#first[row];
    const openStop = this.#stop[row];
    if (openFirst === openStop || (first <= openStop && stop >= openFirst)) {
      this.#first[row] = openFirst === openStop ? first : Math.min(first, openFirst);
      this.#stop[row] = Math.max(stop, openStop);
      return;
    }
    const runs = this.#aside.get(row);
    if (runs) runs.push([openFirst, openStop]);
    else this.#aside.set(row, [[openFirst, openStop]]);
    this.#first[row] = first;
    this.#stop[row] = stop;
  }

  /** The union, as disjoint maximal runs (inclusive) in (k, j, i) order. */
  visit(visitRun: (i0: number, i1: number, j: number, k: number) => void): void {
    for (let z = 0; z < this.#nk; z++)
      for (let y = 0; y < this.#nj; y++) {
        const row = y + this.#nj * z;
        if (this.#first[row] === this.#stop[row]) continue;
        const j = y + this.#j0;
        const k = z + this.#k0;
        const aside = this.#aside.get(row);
        if (!aside) visitRun(this.#first[row], this.#stop[row] - 1, j, k);
        else
          for (const [first, stop] of merged([...aside, [this.#first[row], this.#stop[row]]]))
            visitRun(first, stop - 1, j, k);
      }
  }
}

function merged(runs: [number, number][]): [number, number][] {
  runs.sort((a, b) => a[0] - b[0]);
  const union: [number, number][] = [];
  for (const [first, stop] of runs) {
    const last = union.at(-1);
    if (last && first <= last[1]) last[1] = Math.max(last[1], stop);
    else union.push([first, stop]);
  }
  return union;
}
