import { seededRandom } from '@scholia/core';

/** Different codes of a feature. */
export const CODES = 256;
/** Values that stand for all when steps are chosen. */
const SAMPLE = 16_384;
/** Even pieces of a feature's range, to begin the search for a code. */
const PIECES = 2048;

/**
 * How a feature's values become bytes. A code counts the steps below a value, and there are 255 of them: half are quantiles,
 * which resolve the values that most cells have, and half are evenly spaced, which resolve rare ones, such as those of a
 * small structure. Trees only compare, so it does not matter that a code says nothing else.
 */
export class Scale {
  /** 255 in rising order. */
  readonly steps: Float32Array;
  readonly #low: number;
  readonly #high: number;
  readonly #piecesPerUnit: number;
  /** Steps in pieces before this one: with none of them does a search begin too high. */
  readonly #before = new Uint8Array(PIECES + 1);

  constructor(values: Float32Array) {
    const sorted = sampleOf(values).sort();
    this.#low = sorted[0];
    this.#high = sorted[sorted.length - 1];
    const range = this.#high - this.#low;
    this.steps = new Float32Array(CODES - 1);
    for (let n = 0; n < 128; n++) this.steps[n] = sorted[Math.floor(((n + 0.5) * sorted.length) / 128)];
    for (let n = 1; n < 128; n++) this.steps[127 + n] = this.#low + (range * n) / 128;
    this.steps.sort();
    this.#piecesPerUnit = range > 0 ? PIECES / range : 0;
    for (let piece = 1, code = 0; piece <= PIECES; piece++) {
      while (code < CODES - 1 && this.#pieceOf(this.steps[code]) < piece) code++;
      this.#before[piece] = code;
    }
  }

  /** Writes the codes of values `from` to `end`, that of value n to `bytes[n * stride + offset]`. */
  encode(values: Float32Array, from: number, end: number, bytes: Uint8Array, stride: number, offset: number): void {
    const { steps } = this;
    for (let n = from, to = from * stride + offset; n < end; n++, to += stride) {
      const value = values[n];
      let code = 0;
      if (value > this.#high) code = CODES - 1;
      else if (value > this.#low) {
        code = this.#before[this.#pieceOf(value)];
        while (code < CODES - 1 && steps[code] < value) code++;
      }
      bytes[to] = code;
    }
  }

  /** Never falls as values rise, so a step in an earlier piece than a value is below it. */
  #pieceOf(value: number): number {
    return Math.floor((value - this.#low) * this.#piecesPerUnit);
  }
}

/** All of a few values; of many, some by chance, as every so-and-so-many-th could be the same column of the grid. */
function sampleOf(values: Float32Array): Float32Array {
  if (values.length <= SAMPLE) return values.slice();
  const random = seededRandom(SAMPLE);
  return Float32Array.from({ length: SAMPLE }, () => values[random.integer(values.length)]);
}
