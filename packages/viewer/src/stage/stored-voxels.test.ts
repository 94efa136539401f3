// @vitest-environment happy-dom
import { NVImage } from '@niivue/niivue';
import { readNifti } from '@scholia/formats';
import { buildFile } from '@scholia/formats/testing';
import { expect, it } from 'vitest';

const TYPES = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'int64', 'float32', 'float64'] as const;
/** Niivue 0.69 forgets the last voxel of an image of these. */
const WITHOUT_LAST: readonly string[] = ['uint32', 'int32', 'int64'];

const voxels = [0, 1, 2, 3, 100, 5, 6, 127];
const files = TYPES.flatMap((type) =>
  [true, false].map((isLittleEndian) => ({
    name: `${type}, ${isLittleEndian ? 'little' : 'big'} endian`,
    type,
    file: buildFile({ type, isLittleEndian, slope: 0.1, inter: -3.3, voxels }),
  })),
);

// Whoever computes on what the viewer holds (threshold brush, fill, preview) has to get what the server would.
it.each(files)('Niivue keeps the stored voxels, not what it shows: $name', async ({ type, file }) => {
  const bytes = file.buffer as ArrayBuffer;
  const { img, hdr } = await NVImage.loadFromUrl({ url: 'image.nii', name: 'image.nii', buffer: bytes });
  const { slope, intercept } = { slope: hdr?.scl_slope ?? 0, intercept: hdr?.scl_inter ?? 0 };
  const held = Float32Array.from(img as ArrayLike<number>, (voxel) => voxel * slope + intercept);
  const { data } = readNifti(file);
  const count = WITHOUT_LAST.includes(type) ? data.length - 1 : data.length;
  expect(held.subarray(0, count)).toEqual(data.subarray(0, count));
});
