import { intensityBins } from '../grid/bins.ts';
import { OUTSIDE } from '../method.ts';
import { fitMixture, refineMixture } from './fit.ts';
import { logDensity, type Mixture } from './mixture.ts';

export const BINS = 256;
/** Bin centres, in bins: mixtures are fitted to histograms, so that a round costs the same however large the region. */
const CENTRES = Float32Array.from({ length: BINS }, (_, bin) => bin + 0.5);
/** Share of every intensity that no mixture has seen: it counts alike for both sides, and no cost is beyond ln(BINS / PRIOR). */
const PRIOR = 0.05;

/** One side of a cut: how its intensities are spread. */
export interface Side {
  readonly mixture: Mixture;
  /** -ln P(bin) in nats, at least 0: P(b) = (1 - PRIOR) p(b) / sum p + PRIOR / BINS. */
  readonly costs: Float64Array;
}

/** Bin of the intensity of each cell; undefined when there is one intensity only. Two bytes per cell. */
export function binsOfCells(image: Float32Array): Uint16Array | undefined {
  const bins = intensityBins(image, BINS);
  if (!bins) return undefined;
  const result = new Uint16Array(image.length);
  for (let cell = 0; cell < image.length; cell++) result[cell] = bins.of(image[cell]);
  return result;
}

/** How often each bin occurs on either side. */
export interface Histograms {
  readonly inside: Float64Array;
  readonly outside: Float64Array;
}

/** Of the cells that are outside, and of those that are inside (neither OUTSIDE nor 0). */
export function histogramsOf(bins: Uint16Array, sides: Uint8Array): Histograms {
  const inside = new Float64Array(BINS);
  const outside = new Float64Array(BINS);
  for (let cell = 0; cell < bins.length; cell++) {
    if (sides[cell] === OUTSIDE) outside[bins[cell]]++;
    else if (sides[cell] !== 0) inside[bins[cell]]++;
  }
  return { inside, outside };
}

/** The mixture of a histogram with at least one count: from nothing, or a former one refined, which keeps its components. */
export function sideOf(counts: Float64Array, components: number, former?: Side): Side {
  const samples = { values: CENTRES, features: 1, counts };
  const mixture = former ? refineMixture(former.mixture, samples).mixture : fitMixture(samples, components);
  const densities = logDensity(mixture, CENTRES).map(Math.exp);
  const total = densities.reduce((sum, density) => sum + density, 0);
  return { mixture, costs: densities.map((density) => -Math.log(((1 - PRIOR) * density) / total + PRIOR / BINS)) };
}
