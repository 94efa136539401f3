import { isAppError } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Labelmap } from './labelmap.ts';
import { encodeLabelmap } from './labelmap-codec.ts';
import { labelmapDigest } from './labelmap-digest.ts';
import { boundsOf, boxInside, checkPatch, decodePatch, ERASE, encodePatch, patchBox } from './patch-codec.ts';
import { arbitraryLabelmap } from './testing.ts';

/** Also erasures. */
const arbitraryChanges = fc.tuple(arbitraryLabelmap, fc.boolean()).map(([labelmap, erases]) => {
  if (erases && !labelmap.isEmpty) labelmap.set(0, 0, 0, ERASE);
  return labelmap;
});

describe('encodePatch', () => {
  it('[VO11] is read back, and equal changes have equal bytes', () => {
    fc.assert(
      fc.property(arbitraryChanges, (changes) => {
        fc.pre(!changes.isEmpty);
        const bytes = encodePatch(changes);
        const read = decodePatch(bytes, changes.dims);
        expect(labelmapDigest(read)).toBe(labelmapDigest(changes));
        expect(encodePatch(read)).toEqual(bytes);
        expect(() => decodePatch(encodeLabelmap(changes), changes.dims)).toThrow('malformed');
      }),
      { numRuns: 60 },
    );
    expect(encodePatch(new Labelmap([3, 3, 3]))).toHaveLength(0);
  });

  it('[VO12] tells its box, which is as small as can be', () => {
    fc.assert(
      fc.property(arbitraryChanges, (changes) => {
        fc.pre(!changes.isEmpty);
        const bytes = encodePatch(changes);
        const box = patchBox(bytes);
        expect(box).toEqual(boundsOf(changes));
        expect(checkPatch(bytes)).toEqual(box);
        expect(boxInside(changes.dims, box)).toBe(true);
        expect(boxInside([box.to[0], 99, 99], box)).toBe(false);
        const [i, j, k] = changes.dims;
        if (box.to[0] === i - 1) expect(() => decodePatch(bytes, [i - 1, j, k])).toThrow('leaves the image');
      }),
      { numRuns: 60 },
    );
  });

  it('[VO12] damaged bytes are refused', () => {
    const changes = new Labelmap([40, 40, 40]);
    for (let k = 5; k < 30; k++) changes.fillRun(3, 35 - k, k, k, 1 + (k % 4));
    const bytes = encodePatch(changes);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
        const damaged = cut ? bytes.slice(0, at) : bytes.map((byte, n) => (n === at ? byte ^ flip : byte));
        for (const read of [() => decodePatch(damaged, changes.dims), () => checkPatch(damaged)])
          try {
            read();
          } catch (error) {
            if (!isAppError(error)) throw error;
          }
      }),
      { numRuns: 300 },
    );
  });
});
