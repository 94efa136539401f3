export interface Uncertainty {
  /** Mean entropy, each voxel weighted by its probability of being foreground, 0..1. 0 where no foreground is possible. */
  readonly score: number;
  /** Entropy of each voxel, 0..1. */
  readonly entropy: Float32Array;
}

/**
 * How unsure a network is about an image: the entropy of the mean of sampled probabilities (each [K, V]), divided by its
 * largest value log K. Source: predictive entropy, Gal 2016, section 3.3.1. Weighing by the foreground's probability ranks
 * images by their true error better than a mean over a fixed region, mutual information, or the Dice between passes did;
 * `ranking` of the learning bench measures it.
 */
export function uncertaintyOf(passes: readonly Float32Array[], classes: number): Uncertainty {
  const voxels = passes[0].length / classes;
  const entropy = new Float32Array(voxels);
  let weighted = 0;
  let weight = 0;
  for (let at = 0; at < voxels; at++) {
    let sum = 0;
    let foreground = 0;
    for (let c = 0; c < classes; c++) {
      let p = 0;
      for (const pass of passes) p += pass[c * voxels + at];
      p /= passes.length;
      if (c > 0) foreground += p;
      if (p > 0) sum -= p * Math.log(p);
    }
    entropy[at] = Math.max(0, sum / Math.log(classes));
    weighted += foreground * entropy[at];
    weight += foreground;
  }
  return { score: weight > 0 ? weighted / weight : 0, entropy };
}
