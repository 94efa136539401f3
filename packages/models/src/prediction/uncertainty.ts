/**
 * How unsure a network is about an image: the entropy of the mean of sampled probabilities, divided by its largest value log K.
 * Source: predictive entropy, Gal 2016, section 3.3.1. Weighing by the foreground's probability ranks images by their true
 * error better than a mean over a fixed region, mutual information, or the Dice between passes did; `ranking` of the learning
 * bench measures it.
 */
export class Uncertainty {
  readonly #classes: number;
  #weighted = 0;
  #weight = 0;

  constructor(classes: number) {
    this.#classes = classes;
  }

  /** Takes mean probabilities [K, V] of the next voxels, and writes the entropy of each, 0..1. */
  add(probabilities: Float32Array, entropy: Float32Array): void {
    const voxels = entropy.length;
    for (let at = 0; at < voxels; at++) {
      let sum = 0;
      let foreground = 0;
      for (let c = 0; c < this.#classes; c++) {
        const p = probabilities[c * voxels + at];
        if (c > 0) foreground += p;
        if (p > 0) sum -= p * Math.log(p);
      }
      entropy[at] = Math.max(0, sum / Math.log(this.#classes));
      this.#weighted += foreground * entropy[at];
      this.#weight += foreground;
    }
  }

  /** Mean entropy, each voxel weighted by its probability of being foreground, 0..1. 0 where no foreground is possible. */
  get score(): number {
    return this.#weight > 0 ? this.#weighted / this.#weight : 0;
  }
}
