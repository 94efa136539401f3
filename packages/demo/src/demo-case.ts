import { assert, seededRandom } from '@scholia/core';
import { gzip, writeNifti } from '@scholia/formats';
import type { Affine } from '@scholia/geometry';
import type { Dims } from '@scholia/volume';
import { anatomy, KIDNEY, LIVER, SPLEEN } from './anatomy.ts';
import { paint } from './paint.ts';
import { acquisition, scan } from './scanner.ts';
import { smoothField } from './smooth-field.ts';

/** How many cases the demo project has. */
export const DEMO_CASES = 24;

export const DEMO_LABELS = [
  { value: LIVER, name: 'Liver', color: '#d9734e' },
  { value: SPLEEN, name: 'Spleen', color: '#8e6fd8' },
  { value: KIDNEY, name: 'Kidney', color: '#3fae8f' },
] as const;

/** One made-up image with its true labels, both in file order (i fastest). */
export interface DemoCase {
  readonly name: string;
  readonly dims: Dims;
  readonly affine: Affine<'ijk', 'ras'>;
  readonly image: Int16Array;
  /** The truth, for simulation and scoring: an annotator never gets it. */
  readonly labels: Uint8Array;
}

/** Case `index` (from 0) of the phantom set `seed`: the same arguments give the same voxels. */
export function makeDemoCase(index: number, seed = 1): DemoCase {
  assert(Number.isInteger(index) && index >= 0, 'a case index is a whole number from 0');
  const random = seededRandom(seed * 100_003 + index);
  const { structures, fat } = anatomy(random);
  const place = acquisition(random);
  const bend = () => smoothField(random, { waves: 5, wavelengthMm: [45, 110], deviation: 1.6 });
  const deformation = {
    shift: [bend(), bend(), bend()] as const,
    surface: smoothField(random, { waves: 5, wavelengthMm: [14, 30], deviation: 0.5 }),
  };
  const { signal, labels } = paint(structures, fat, { ...place, deformation });
  const image = scan(random, signal, place);
  return { name: `case-${String(index + 1).padStart(2, '0')}`, dims: place.dims, affine: place.grid, image, labels };
}

/** The case's image as a `.nii.gz` file; the labels are not in it. */
export function demoNifti({ dims, affine, image }: DemoCase): Uint8Array {
  return gzip(writeNifti({ dims, affine, data: image }));
}
