/** Entropy of each voxel of probabilities [K, V], 0..1 of its largest value log K. */
export function entropyOf(probabilities: Float32Array, into: Float32Array): void {
  const voxels = into.length;
  const classes = probabilities.length / voxels;
  for (let at = 0; at < voxels; at++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const p = probabilities[c * voxels + at];
      if (p > 0) sum -= p * Math.log(p);
    }
    into[at] = Math.max(0, sum / Math.log(classes));
  }
}

/**
 * How far several predictions of the same disagree, 0..1, 1 where two certain ones contradict each other: from the mean of their
 * probabilities [K, V] and the mean of each voxel's sum of squares [V], twice the variance summed over the classes, as a deviation.
 * Source: the variance of test-time augmentation, Wang et al. 2019 (doi:10.1016/j.neucom.2019.01.103), as their aleatoric
 * uncertainty.
 */
export function disagreementOf(probabilities: Float32Array, squares: Float32Array, into: Float32Array): void {
  const voxels = into.length;
  const classes = probabilities.length / voxels;
  for (let at = 0; at < voxels; at++) {
    let variance = squares[at];
    for (let c = 0; c < classes; c++) variance -= probabilities[c * voxels + at] ** 2;
    into[at] = Math.min(1, Math.sqrt(2 * Math.max(0, variance)));
  }
}

/**
 * The mean of a value over an image, plane by plane, each voxel weighted by its probability of being foreground. Entropy weighed like
 * this (predictive entropy, Gal 2016, section 3.3.1) ranks images by their true error better than a mean over a fixed region, mutual
 * information, or the Dice between passes did; `ranking` of the learning bench measures it.
 */
export class ForegroundMean {
  #weighted = 0;
  #weight = 0;

  /** Takes the next voxels: probabilities [K, V], values [V]. */
  add(probabilities: Float32Array, values: Float32Array): void {
    const voxels = values.length;
    for (let at = 0; at < voxels; at++) {
      let foreground = 0;
      for (let of = at + voxels; of < probabilities.length; of += voxels) foreground += probabilities[of];
      this.#weighted += foreground * values[at];
      this.#weight += foreground;
    }
  }

  /** 0 where no foreground is possible. */
  get value(): number {
    return this.#weight > 0 ? this.#weighted / this.#weight : 0;
  }
}
