/** Voxels that are surely background say nothing about how hard an image is. */
const SURE_BACKGROUND = 0.95;

export interface Uncertainty {
  /** Mean entropy over the voxels that are not surely background, 0..1. Where nothing is suspected: 0. */
  readonly score: number;
  /** Entropy of each voxel, 0..1. */
  readonly entropy: Float32Array;
}

/**
 * How unsure a network is about an image: the entropy of the mean of sampled probabilities (each [K, V]), divided by its
 * largest value log K. Source: predictive entropy, Gal 2016, section 3.3.1.
 */
export function uncertaintyOf(passes: readonly Float32Array[], classes: number): Uncertainty {
  const voxels = passes[0].length / classes;
  const entropy = new Float32Array(voxels);
  let total = 0;
  let counted = 0;
  for (let at = 0; at < voxels; at++) {
    let sum = 0;
    let background = 0;
    for (let c = 0; c < classes; c++) {
      let p = 0;
      for (const pass of passes) p += pass[c * voxels + at];
      p /= passes.length;
      if (c === 0) background = p;
      if (p > 0) sum -= p * Math.log(p);
    }
    entropy[at] = Math.max(0, sum / Math.log(classes));
    if (background > SURE_BACKGROUND) continue;
    total += entropy[at];
    counted++;
  }
  return { score: counted === 0 ? 0 : total / counted, entropy };
}
