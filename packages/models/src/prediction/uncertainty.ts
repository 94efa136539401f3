/** Voxels that are surely background say nothing about how hard an image is. */
const SURE_BACKGROUND = 0.95;

/**
 * How unsure a network is about an image, 0..1: the entropy of the mean of sampled probabilities (each [K, V]), averaged over the
 * voxels that are not surely background, divided by log K. Predictive entropy: Gal 2016, section 3.3.1. An image in which
 * nothing is suspected scores 0.
 */
export function uncertaintyOf(passes: readonly Float32Array[], classes: number): number {
  const voxels = passes[0].length / classes;
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
    if (background > SURE_BACKGROUND) continue;
    total += sum;
    counted++;
  }
  return counted === 0 ? 0 : total / (counted * Math.log(classes));
}
