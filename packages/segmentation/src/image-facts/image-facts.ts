import type { Dims } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';

/** What an image says about itself, from which parameters that nobody set are found. */
export interface ImageFacts {
  /** 'ct' when intensities look like Hounsfield units: the air around a patient, and enough of soft tissue. */
  readonly modality: 'ct' | 'other';
  /** Standard deviation of the noise from voxel to voxel, in units of intensity; 0 where there is none. */
  readonly noise: number;
  /** Between which 99% of the intensities lie. */
  readonly range: readonly [low: number, high: number];
  /** Shortest edge of a voxel, along axes that have more than one, mm. */
  readonly shortestMm: number;
  /** Longest edge over the shortest. */
  readonly anisotropy: number;
  /** Of the whole image along i, j, k, mm. */
  readonly extentMm: PerAxis;
}

/** What is needed of an image: a Float32Array, or whatever tells its float32 intensities without a copy. */
export interface Intensities {
  readonly length: number;
  at(index: number): number | undefined;
}

/** Voxels looked at, however large the image. */
const SAMPLES = 50_000;
const TAIL = 0.005;
/** Hounsfield units: air is -1000, soft tissue and blood are about 0 to 100, and 12 bits end at 3071. */
const AIR = { from: -3100, to: -500 };
const SOFT = { from: -150, to: 250, leastShare: 0.02 };
const HIGHEST = 5000;
/** Of the absolute value of a Gaussian variable with standard deviation 1. */
const MEDIAN_OF_ABSOLUTE = 0.6745;

/**
 * The facts of an image, i fastest, from evenly scattered samples: the same image has the same facts. Noise is the median absolute second
 * difference along i over what it would be for a standard deviation of 1, sqrt(6) * 0.6745, which neither slopes nor a few edges
 * change (after Donoho and Johnstone 1994, and Immerkaer, "Fast Noise Variance Estimation", 1996); where neighbours are
 * exactly alike, as in padding, nothing is learned.
 */
export function imageFacts(image: Intensities, dims: Dims, spacingMm: PerAxis): ImageFacts {
  const samples = new Float32Array(Math.min(SAMPLES, image.length));
  const bends = new Float32Array(samples.length);
  let bent = 0;
  const intensityAt = (index: number) => image.at(index) ?? 0;
  for (let n = 0; n < samples.length; n++) {
    const at = placeOf(n, samples.length, image.length);
    samples[n] = intensityAt(at);
    const i = at % dims[0];
    if (i === 0 || i + 1 >= dims[0]) continue;
    const [before, value, after] = [intensityAt(at - 1), samples[n], intensityAt(at + 1)];
    if (before !== value || value !== after) bends[bent++] = Math.abs(before - 2 * value + after);
  }
  const sorted = samples.sort();
  const range = [quantileOf(sorted, TAIL), quantileOf(sorted, 1 - TAIL)] as const;
  const edges = spacingMm.filter((_, axis) => dims[axis] > 1);
  const shortestMm = Math.min(...(edges.length > 0 ? edges : spacingMm));
  return {
    modality: isHounsfield(sorted, range) ? 'ct' : 'other',
    noise: bent === 0 ? 0 : quantileOf(bends.subarray(0, bent).sort(), 0.5) / (Math.sqrt(6) * MEDIAN_OF_ABSOLUTE),
    range,
    shortestMm,
    anisotropy: Math.max(shortestMm, ...edges) / shortestMm,
    extentMm: [dims[0] * spacingMm[0], dims[1] * spacingMm[1], dims[2] * spacingMm[2]],
  };
}

const quantileOf = (sorted: Float32Array, share: number) => sorted[Math.round(share * (sorted.length - 1))];

/** The n-th of `count` places among `length`: all of them when there are as many, else by the golden ratio, in step with no axis. */
function placeOf(n: number, count: number, length: number): number {
  if (count === length) return n;
  const share = n * 0.618_033_988_749_894_9;
  return Math.floor((share - Math.floor(share)) * length);
}

function isHounsfield(sorted: Float32Array, [low, high]: ImageFacts['range']): boolean {
  if (low < AIR.from || low > AIR.to || high > HIGHEST) return false;
  let soft = 0;
  for (const intensity of sorted) if (intensity >= SOFT.from && intensity <= SOFT.to) soft++;
  return soft >= SOFT.leastShare * sorted.length;
}
