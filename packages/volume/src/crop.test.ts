import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropLabels, type Dims, pasteLabels } from './index.ts';
import { arbitraryLabelmap } from './testing.ts';

/** A labelmap and a box in it. */
const cases = fc
  .tuple(arbitraryLabelmap, fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }))
  .map(([labelmap, places]) => {
    const from = labelmap.dims.map((length, axis) => places[axis] % length) as unknown as Dims;
    const size = labelmap.dims.map((length, axis) => 1 + (places[3 + axis] % (length - from[axis]))) as unknown as Dims;
    return { labelmap, crop: { from, size } };
  });

describe('a box of a labelmap', () => {
  it('is cropped voxel by voxel, and pasted to where it was', () => {
    fc.assert(
      fc.property(cases, ({ labelmap, crop }) => {
        const { from, size } = crop;
        const dense = cropLabels(labelmap, crop);
        const again = pasteLabels(labelmap.dims, crop, dense);
        const [di, dj, dk] = labelmap.dims;
        let at = 0;
        for (let k = 0; k < size[2]; k++)
          for (let j = 0; j < size[1]; j++)
            for (let i = 0; i < size[0]; i++)
              if (dense[at++] !== labelmap.get(from[0] + i, from[1] + j, from[2] + k)) throw new Error('another label');
        const isIn = (place: number, axis: number) => place >= from[axis] && place < from[axis] + size[axis];
        for (let k = 0; k < dk; k++)
          for (let j = 0; j < dj; j++)
            for (let i = 0; i < di; i++) {
              const expected = isIn(i, 0) && isIn(j, 1) && isIn(k, 2) ? labelmap.get(i, j, k) : 0;
              if (again.get(i, j, k) !== expected) throw new Error('pasted elsewhere');
            }
      }),
      { numRuns: 20 },
    );
  });

  it('has one byte per voxel', () => {
    expect(() => pasteLabels([4, 4, 4], { from: [0, 0, 0], size: [2, 2, 2] }, new Uint8Array(7))).toThrow(/bug/);
  });
});
