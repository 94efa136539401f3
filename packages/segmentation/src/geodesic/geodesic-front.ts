import type { Dims } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';

/** Distance of cells beyond the grid: nothing improves it. */
const RIM = -1;

/**
 * Exact geodesic distance in mm over the 26 neighbours of a grid (i fastest): the least sum, over paths from the starts, of
 * sqrt(|step|^2 + (mmPerIntensity * dI)^2), with |step| in mm (Toivanen 1996; Criminisi et al. 2008).
 *
 * Dijkstra's order with buckets for a queue (Denardo and Fox 1979). A bucket is narrower than the shortest step, so nothing
 * that waits in one can be improved by another that waits there too: any order within it will do, and taking costs no search.
 * The grid has a rim of one cell that is nearer than any path. 12 bytes per cell, and 4 to 8 for each that waits.
 */
export class GeodesicFront {
  readonly #cells: Dims;
  readonly #row: number;
  readonly #plane: number;
  readonly #image: Float32Array;
  readonly #distance: Float64Array;
  /** To each of 26 neighbours: the difference of indices, and the distance in mm. */
  readonly #offsets = new Int32Array(26);
  readonly #lengths = new Float64Array(26);
  readonly #squareScale: number;
  readonly #bucketMm: number;
  /** A ring: no step is longer than all of it. */
  readonly #buckets: number[][];
  /** The bucket that cells are taken from, counted from distance 0. */
  #bucket = 0;
  #waiting = 0;

  constructor(cells: Dims, spacingMm: PerAxis, image: Float32Array, mmPerIntensity: number) {
    this.#cells = cells;
    this.#row = cells[0] + 2;
    this.#plane = this.#row * (cells[1] + 2);
    const size = this.#plane * (cells[2] + 2);
    this.#image = new Float32Array(size);
    this.#distance = new Float64Array(size);
    this.#squareScale = mmPerIntensity ** 2;
    this.#listNeighbours(spacingMm);

    let [low, high] = [image[0], image[0]];
    this.#visit((at, cell) => {
      const intensity = image[cell];
      this.#image[at] = intensity;
      if (intensity < low) low = intensity;
      if (intensity > high) high = intensity;
    });
    // A little less than the shortest step, so that rounding cannot put two ends of one into the same bucket.
    this.#bucketMm = 0.999 * Math.min(...spacingMm);
    const longestStepMm = Math.hypot(...spacingMm, mmPerIntensity * (high - low));
    this.#buckets = Array.from({ length: Math.ceil(longestStepMm / this.#bucketMm) + 2 }, () => []);
  }

  /** Forgets what was found, and starts from the cells that `isStart` is true of. */
  start(isStart: (cell: number) => boolean): void {
    for (const bucket of this.#buckets) bucket.length = 0;
    this.#bucket = 0;
    this.#waiting = 0;
    this.#distance.fill(RIM);
    this.#visit((at, cell) => {
      this.#distance[at] = isStart(cell) ? 0 : Number.POSITIVE_INFINITY;
      if (this.#distance[at] > 0) return;
      this.#buckets[0].push(at);
      this.#waiting++;
    });
  }

  /** Looks at up to `steps` waiting cells; true when every distance is final. Call it again until then. */
  advance(steps = Number.POSITIVE_INFINITY): boolean {
    const [image, distance, offsets, lengths] = [this.#image, this.#distance, this.#offsets, this.#lengths];
    const [buckets, perMm, squareScale] = [this.#buckets, 1 / this.#bucketMm, this.#squareScale];
    let waiting = this.#waiting;
    for (let step = 0; step < steps && waiting > 0; step++) {
      while (buckets[this.#bucket % buckets.length].length === 0) this.#bucket++;
      const at = buckets[this.#bucket % buckets.length].pop() as number;
      waiting--;
      const [from, intensity] = [distance[at], image[at]];
      // It was reached by a shorter path since.
      if (Math.floor(from * perMm) < this.#bucket) continue;
      for (let n = 0; n < 26; n++) {
        const next = at + offsets[n];
        // Most neighbours are settled: without the root, that costs least.
        if (distance[next] <= from + lengths[n]) continue;
        const contrast = image[next] - intensity;
        const through = from + Math.sqrt(lengths[n] * lengths[n] + squareScale * contrast * contrast);
        if (through >= distance[next]) continue;
        distance[next] = through;
        buckets[Math.floor(through * perMm) % buckets.length].push(next);
        waiting++;
      }
    }
    this.#waiting = waiting;
    return waiting === 0;
  }

  /** Visits the distance of every cell, in order; infinite where there was no start. */
  visitDistances(each: (distanceMm: number, cell: number) => void): void {
    this.#visit((at, cell) => each(this.#distance[at], cell));
  }

  #listNeighbours(spacingMm: PerAxis): void {
    let n = 0;
    for (let dk = -1; dk <= 1; dk++)
      for (let dj = -1; dj <= 1; dj++)
        for (let di = -1; di <= 1; di++) {
          if (di === 0 && dj === 0 && dk === 0) continue;
          this.#offsets[n] = di + this.#row * dj + this.#plane * dk;
          this.#lengths[n] = Math.hypot(di * spacingMm[0], dj * spacingMm[1], dk * spacingMm[2]);
          n++;
        }
  }

  /** Every cell: where it lies in the grid with its rim, and its index without. */
  #visit(each: (at: number, cell: number) => void): void {
    const [ci, cj, ck] = this.#cells;
    for (let k = 0, cell = 0; k < ck; k++)
      for (let j = 0; j < cj; j++) {
        const row = 1 + this.#row * (j + 1) + this.#plane * (k + 1);
        for (let i = 0; i < ci; i++, cell++) each(row + i, cell);
      }
  }
}
