/** Learning rate by the share of the training that is done, 0 to 1, as a factor of its peak. */
export type Schedule = (share: number) => number;

/** Falls to 0 as (1 - share)^power. Source: Chen et al. 2018 (DeepLab), as in nnU-Net with 0.9. */
export const polynomial =
  (power = 0.9): Schedule =>
  (share) =>
    (1 - share) ** power;

/** Falls to `floor` along half a cosine. Source: Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts. */
export const cosine =
  (floor = 0): Schedule =>
  (share) =>
    floor + ((1 - floor) * (1 + Math.cos(Math.PI * share))) / 2;

/** Times `factor` from one to the next of `count` equal stretches. */
export const steps =
  (count: number, factor = 0.1): Schedule =>
  (share) =>
    factor ** Math.min(count - 1, Math.floor(share * count));

/** Rises in equal parts over the first `warmUp` optimiser steps. */
export const warmedUp = (factor: number, step: number, warmUp: number): number =>
  factor * Math.min(1, (step + 1) / warmUp);
