import type { Region } from '../grid/region.ts';
import type { Case } from '../method.ts';
import type { Codes } from './codes.ts';

/**
 * The codes of the last region of each image that is still in use: painting changes the prompts and not the image. An
 * image is known by its array, so one that was answered for must not be written to. Only speed depends on what is kept.
 */
const kept = new WeakMap<Float32Array, { readonly key: string; readonly codes: Codes }>();

/** Codes as `compute` makes them, which is asked only when image, region, spacing or scales are new. */
export async function cachedCodes(
  { image, dims, spacingMm }: Case,
  region: Region,
  sigmasMm: readonly number[],
  compute: () => Promise<Codes>,
): Promise<Codes> {
  const key = JSON.stringify([dims, spacingMm, region, sigmasMm]);
  const found = kept.get(image);
  if (found?.key === key) return found.codes;
  const codes = await compute();
  kept.set(image, { key, codes });
  return codes;
}
