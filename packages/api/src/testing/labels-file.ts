import { writeNifti } from '@scholia/formats';
import { AFFINE, DIMS } from './api-world.ts';

/** A labelmap with the geometry of the test image: some voxels of labels 1 and 2. */
export function uploadLabelsFile(value = 2): Uint8Array {
  const data = new Uint8Array(DIMS[0] * DIMS[1] * DIMS[2]);
  data.fill(1, 100, 140);
  data.fill(value, 200, 230);
  return writeNifti({ dims: DIMS, affine: AFFINE, data });
}
