/** Gaussians with diagonal covariances. Of `n` components and `f` features; per component first, then per feature. */
export interface Mixture {
  readonly features: number;
  /** n shares that add up to 1. */
  readonly weights: Float64Array;
  /** n * f, in the features' units, and their squares. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

/** What mixtures are fitted to. */
export interface Samples {
  /** One sample after the other, `features` values each. */
  readonly values: Float32Array;
  readonly features: number;
  /** How often each sample was seen, at least 0; once unless given. A histogram is bin centres and counts. */
  readonly counts?: Float64Array | undefined;
}

/** ln p of each sample of `values` (sample after sample): p(x) = sum_c w_c prod_f N(x_f; m_cf, v_cf), per unit of the features. */
export function logDensity(mixture: Mixture, values: Float32Array): Float64Array {
  const joint = new JointDensity(mixture);
  const result = new Float64Array(values.length / mixture.features);
  for (let sample = 0; sample < result.length; sample++) result[sample] = joint.at(values, sample);
  return result;
}

/** A mixture made ready for many samples: what does not depend on the sample is computed once. */
export class JointDensity {
  /** After `at`: p(c | x), the share that each component has in the sample. */
  readonly shares: Float64Array;
  readonly #mixture: Mixture;
  /** ln w_c - 1/2 sum_f ln(2 pi v_cf). */
  readonly #heights: Float64Array;

  constructor(mixture: Mixture) {
    const { features, weights, variances } = mixture;
    this.#mixture = mixture;
    this.shares = new Float64Array(weights.length);
    this.#heights = weights.map((weight, component) => {
      let height = Math.log(weight);
      for (let at = component * features; at < (component + 1) * features; at++)
        height -= 0.5 * Math.log(2 * Math.PI * variances[at]);
      return height;
    });
  }

  /** ln p of one sample; summed relative to the largest term, so that far samples do not become 0. */
  at(values: Float32Array, sample: number): number {
    const { features, means, variances } = this.#mixture;
    const shares = this.shares;
    const first = sample * features;
    let largest = Number.NEGATIVE_INFINITY;
    for (let component = 0, at = 0; component < shares.length; component++) {
      let log = this.#heights[component];
      for (let feature = 0; feature < features; feature++, at++) {
        const off = values[first + feature] - means[at];
        log -= (0.5 * off * off) / variances[at];
      }
      shares[component] = log;
      if (log > largest) largest = log;
    }
    let sum = 0;
    for (let component = 0; component < shares.length; component++) {
      shares[component] = Math.exp(shares[component] - largest);
      sum += shares[component];
    }
    for (let component = 0; component < shares.length; component++) shares[component] /= sum;
    return largest + Math.log(sum);
  }
}
