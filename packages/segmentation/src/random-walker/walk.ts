import type { Dims } from '@scholia/volume';
import type { PerAxis, RegionCells } from '../grid/region.ts';
import type { Pace } from '../method.ts';
import { WalkSystem } from './walk-system.ts';

export interface Walk {
  /** The most likely side of each cell: a value of the seeds. */
  readonly sides: Uint8Array;
  /** Entropy of the sides' probabilities, 0 to 1 (all alike). */
  readonly uncertainty: Float32Array;
}

/** Cells swept between two looks at the signal and the event loop: about 20 ms. */
const SWEPT = 1_000_000;

/**
 * Which seeds a random walker from each cell meets first. One linear system for each side but one, whose probabilities are
 * what is left of 1. Probabilities are off by about `tolerance`; those below 0 are taken for 0, and all of a cell add up to 1.
 */
export async function walk(
  content: RegionCells,
  cells: Dims,
  spacingMm: PerAxis,
  { beta, tolerance }: { beta: number; tolerance: number },
  pace: Pace,
): Promise<Walk> {
  const { seeds } = content;
  const system = new WalkSystem(cells, spacingMm, content, beta);
  const found = [...new Set(seeds)].filter((seed) => seed !== 0).sort((a, b) => b - a);
  const tally = new Tally(seeds.length, found.length);
  const values = new Float64Array(seeds.length);
  const left = new Float64Array(seeds.length).fill(1);
  let swept = 0;
  for (const [n, side] of found.entries()) {
    if (n === found.length - 1) tally.add(side, left);
    else {
      await pace.breathe(n / (found.length - 1));
      for (let cell = 0; cell < values.length; cell++)
        values[cell] = seeds[cell] === 0 ? 1 / found.length : seeds[cell] === side ? 1 : 0;
      for (const _ of system.solve(values, tolerance)) {
        swept += values.length;
        if (swept < SWEPT) continue;
        swept = 0;
        await pace.breathe(n / (found.length - 1));
      }
      for (let cell = 0; cell < values.length; cell++) left[cell] -= values[cell];
      tally.add(side, values);
    }
  }
  return { sides: tally.sides, uncertainty: tally.uncertainty() };
}

/** The most likely side and the entropy, without keeping the probabilities: H = ln S - T / S, S = sum p, T = sum p ln p. */
class Tally {
  readonly sides: Uint8Array;
  readonly #count: number;
  readonly #most: Float64Array;
  readonly #sum: Float64Array;
  readonly #sumOfLogs: Float64Array;

  constructor(cells: number, count: number) {
    this.#count = count;
    this.sides = new Uint8Array(cells);
    this.#most = new Float64Array(cells);
    this.#sum = new Float64Array(cells);
    this.#sumOfLogs = new Float64Array(cells);
  }

  add(side: number, probabilities: Float64Array): void {
    for (let cell = 0; cell < probabilities.length; cell++) {
      const probability = probabilities[cell];
      if (!(probability > 0)) continue;
      this.#sum[cell] += probability;
      this.#sumOfLogs[cell] += probability * Math.log(probability);
      if (probability <= this.#most[cell]) continue;
      this.#most[cell] = probability;
      this.sides[cell] = side;
    }
  }

  uncertainty(): Float32Array {
    const most = Math.log(Math.max(2, this.#count));
    return Float32Array.from(this.#sum, (sum, cell) =>
      Math.min(1, Math.max(0, (Math.log(sum) - this.#sumOfLogs[cell] / sum) / most)),
    );
  }
}
