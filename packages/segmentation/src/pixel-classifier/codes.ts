import { type Dims, voxelCount } from '@scholia/volume';
import type { Effort } from '../effort.ts';
import { featureCount, featuresOf } from '../features/features.ts';
import type { PerAxis } from '../grid/region.ts';
import { Scale } from './scale.ts';

/** All features of all cells, a byte each: those of one cell side by side, `cell * features + feature`. */
export interface Codes {
  readonly features: number;
  readonly bytes: Uint8Array;
}

/** Cells between two looks at the time. */
const CHUNK = 65_536;
/** Work of finding one code, compared with one weight of a Gaussian. */
const STEPS_PER_CODE = 10;

/** What the cells look like, in bytes (Scale). One byte per cell and feature, and while they are made what `featuresOf` takes. */
export async function codesOf(
  image: Float32Array,
  cells: Dims,
  spacingMm: PerAxis,
  sigmasMm: readonly number[],
  effort: Effort,
): Promise<Codes> {
  const features = featureCount(sigmasMm.length);
  const bytes = new Uint8Array(features * voxelCount(cells));
  let feature = 0;
  for await (const { values } of featuresOf(image, cells, spacingMm, sigmasMm, effort)) {
    const scale = new Scale(values);
    for (let from = 0; from < values.length; from += CHUNK) {
      const end = Math.min(values.length, from + CHUNK);
      scale.encode(values, from, end, bytes, features, feature);
      if (effort.isDue(STEPS_PER_CODE * (end - from))) await effort.breathe(feature / features);
    }
    feature++;
  }
  return { features, bytes };
}
