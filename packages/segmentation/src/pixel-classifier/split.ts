import type { Random } from '@scholia/core';
import type { Draws } from './samples.ts';
import { CODES } from './scale.ts';

/** Finds how to split the draws of a node. Holds what every search needs, so that none allocates. */
export class SplitSearch {
  readonly #draws: Draws;
  readonly #classes: number;
  readonly #minLeaf: number;
  readonly #random: Random;
  /** Draws of each class at a code, `code * classes + class`; all 0 between searches. */
  readonly #histogram: Uint32Array;
  readonly #features: Uint32Array;
  readonly #total: Uint32Array;
  readonly #left: Uint32Array;
  #bestPurity = 0;
  #best = 0;

  constructor(draws: Draws, classes: number, minLeaf: number, random: Random) {
    this.#draws = draws;
    this.#classes = classes;
    this.#minLeaf = minLeaf;
    this.#random = random;
    this.#histogram = new Uint32Array(CODES * classes);
    this.#features = Uint32Array.from({ length: draws.features }, (_, feature) => feature);
    this.#total = new Uint32Array(classes);
    this.#left = new Uint32Array(classes);
  }

  /** The best of about sqrt(features) features, of those on which the draws differ: `feature << 8 | threshold`. */
  best(order: Uint32Array, from: number, end: number): number | undefined {
    if (end - from < 2 * this.#minLeaf || this.#isPure(order, from, end)) return undefined;
    const features = this.#features;
    this.#bestPurity = 0;
    let wanted = Math.round(Math.sqrt(features.length));
    // Fisher and Yates: a feature that was drawn is not drawn again.
    for (let n = 0; n < features.length && wanted > 0; n++) {
      const pick = n + this.#random.integer(features.length - n);
      const feature = features[pick];
      features[pick] = features[n];
      features[n] = feature;
      if (this.#tryFeature(feature, order, from, end)) wanted--;
    }
    return this.#bestPurity === 0 ? undefined : this.#best;
  }

  #isPure(order: Uint32Array, from: number, end: number): boolean {
    const { classOf } = this.#draws;
    this.#total.fill(0);
    for (let n = from; n < end; n++) this.#total[classOf[order[n]]]++;
    return this.#total[classOf[order[from]]] === end - from;
  }

  /** False when all draws have the same code. */
  #tryFeature(feature: number, order: Uint32Array, from: number, end: number): boolean {
    const { features, codes, classOf } = this.#draws;
    const classes = this.#classes;
    const histogram = this.#histogram;
    let lowest = CODES;
    let highest = -1;
    for (let n = from; n < end; n++) {
      const code = codes[order[n] * features + feature];
      histogram[code * classes + classOf[order[n]]]++;
      if (code < lowest) lowest = code;
      if (code > highest) highest = code;
    }
    this.#scan(feature, lowest, highest, end - from);
    histogram.fill(0, lowest * classes, (highest + 1) * classes);
    return lowest < highest;
  }

  /**
   * Splits between every two codes that occur. Least Gini impurity is most purity: sum_c l_c^2 / l + sum_c r_c^2 / r, with
   * l_c and r_c the draws of each class on the left and right.
   */
  #scan(feature: number, lowest: number, highest: number, count: number): void {
    const classes = this.#classes;
    const left = this.#left.fill(0);
    let leftCount = 0;
    let previous = lowest;
    for (let code = lowest; code <= highest; code++) {
      let here = 0;
      for (let c = 0; c < classes; c++) here += this.#histogram[code * classes + c];
      if (here === 0) continue;
      if (leftCount >= this.#minLeaf && count - leftCount >= this.#minLeaf) {
        let leftSquares = 0;
        let rightSquares = 0;
        for (let c = 0; c < classes; c++) {
          leftSquares += left[c] * left[c];
          rightSquares += (this.#total[c] - left[c]) ** 2;
        }
        const purity = leftSquares / leftCount + rightSquares / (count - leftCount);
        if (purity > this.#bestPurity) {
          this.#bestPurity = purity;
          // In the middle of the gap: nothing says that it should be nearer to one side.
          this.#best = (feature << 8) | ((previous + code - 1) >> 1);
        }
      }
      for (let c = 0; c < classes; c++) left[c] += this.#histogram[code * classes + c];
      leftCount += here;
      previous = code;
    }
  }
}
