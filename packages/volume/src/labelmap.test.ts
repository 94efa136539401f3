import { isAppError } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLabelmap, encodeLabelmap, Labelmap, labelmapDigest, runsOf } from './index.ts';
import { applyRuns } from './runs.ts';
import { arbitraryLabelmap } from './testing.ts';

describe('Labelmap', () => {
  it('[VO1] reads back what is set, across brick borders, and is zero elsewhere', () => {
    const labelmap = new Labelmap([70, 33, 40]);
    labelmap.set(31, 32, 31, 5);
    labelmap.set(32, 32, 32, 6);
    labelmap.fillRun(60, 69, 0, 39, 7);
    expect([labelmap.get(31, 32, 31), labelmap.get(32, 32, 32), labelmap.get(64, 0, 39)]).toEqual([5, 6, 7]);
    expect([labelmap.get(30, 32, 31), labelmap.get(-1, 0, 0), labelmap.get(70, 0, 39)]).toEqual([0, 0, 0]);
    expect(labelmap.brickCount).toEqual([3, 2, 2]);
    expect(() => labelmap.set(70, 0, 0, 1)).toThrow(/bug/);
  });

  it('[VO2] dense and back is the same, with i fastest', () => {
    fc.assert(
      fc.property(arbitraryLabelmap, (labelmap) => {
        const dense = labelmap.toDense();
        const [di, dj] = labelmap.dims;
        expect(
          dense.every(
            (value, at) => value === labelmap.get(at % di, Math.floor(at / di) % dj, Math.floor(at / di / dj)),
          ),
        ).toBe(true);
        const again = Labelmap.fromDense(labelmap.dims, dense);
        expect(again.toDense()).toEqual(dense);
        expect(labelmapDigest(again)).toBe(labelmapDigest(labelmap));
      }),
      { numRuns: 15 },
    );
  });

  it('[VO3] bricks at the far border keep zeros outside of the grid', () => {
    const labelmap = new Labelmap([33, 1, 1]);
    labelmap.fillRun(0, 32, 0, 0, 9);
    expect([...(labelmap.brick(1) ?? [])].reduce((sum, value) => sum + value, 0)).toBe(9);
    expect(labelmap.brickOrigin(1)).toEqual([32, 0, 0]);
  });

  it('clones, and knows when it is empty', () => {
    const labelmap = new Labelmap([4, 4, 4]);
    labelmap.set(1, 1, 1, 3);
    const copy = labelmap.clone();
    labelmap.set(1, 1, 1, 0);
    expect([labelmap.isEmpty, copy.isEmpty, copy.get(1, 1, 1)]).toEqual([true, false, 3]);
  });
});

describe('labelmapDigest', () => {
  it('[VO4] is the same for an all-zero brick and a missing one, and differs for any other change', () => {
    const empty = new Labelmap([40, 40, 40]);
    const touched = empty.clone();
    touched.set(5, 5, 5, 1);
    expect(labelmapDigest(touched)).not.toBe(labelmapDigest(empty));
    touched.set(5, 5, 5, 0);
    expect(labelmapDigest(touched)).toBe(labelmapDigest(empty));
    expect(labelmapDigest(new Labelmap([40, 40, 41]))).not.toBe(labelmapDigest(empty));
    const moved = [0, 1].map((i) => {
      const one = empty.clone();
      one.set(i * 32, 0, 0, 1);
      return labelmapDigest(one);
    });
    expect(moved[0]).not.toBe(moved[1]);
  });

  it('[VO5] never changes: logs and blobs hold it', () => {
    const labelmap = new Labelmap([33, 2, 2]);
    labelmap.set(32, 1, 1, 254);
    expect(labelmapDigest(labelmap)).toBe('37cf118d608f0095b4e415deed521e036bde4b44c195adb8adc6baf4a3730a27');
    expect(Buffer.from(encodeLabelmap(labelmap)).toString('hex')).toBe('01210202008201fe00');
  });
});

describe('encodeLabelmap, decodeLabelmap', () => {
  it('[VO6] decode(encode(x)) is x, and equal labelmaps have equal bytes', () => {
    fc.assert(
      fc.property(arbitraryLabelmap, (labelmap) => {
        const bytes = encodeLabelmap(labelmap);
        const decoded = decodeLabelmap(bytes, { dims: labelmap.dims });
        expect(labelmapDigest(decoded)).toBe(labelmapDigest(labelmap));
        expect(encodeLabelmap(decoded)).toEqual(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it('[VO7] refuses damaged bytes with a typed error, and never anything else', () => {
    fc.assert(
      fc.property(
        arbitraryLabelmap,
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        (labelmap, at, value, cut) => {
          const bytes = encodeLabelmap(labelmap);
          bytes[at % bytes.length] = value;
          refusedOrFine(() =>
            decodeLabelmap(cut ? bytes.subarray(0, at % bytes.length) : bytes, { maxVoxels: 400_000 }),
          );
        },
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) =>
        refusedOrFine(() => decodeLabelmap(bytes, { maxVoxels: 1e6 })),
      ),
    );
  });

  it('[VO8] checks the size before it allocates', () => {
    const bomb = Uint8Array.of(1, 128, 128, 4, 128, 128, 4, 128, 128, 4, 7, 255, 255, 255, 255, 255, 255, 3);
    expect(() => decodeLabelmap(bomb)).toThrow(expect.objectContaining({ code: 'too-large' }));
    const small = encodeLabelmap(new Labelmap([4, 4, 4]));
    expect(() => decodeLabelmap(small, { dims: [4, 4, 5] })).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});

describe('runsOf', () => {
  it('[VO9] applied to zeros give the volume back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 3, maxLength: 200 }), (dense) => {
        const copy = new Uint8Array(dense.length);
        applyRuns(copy, runsOf(dense));
        expect(copy).toEqual(new Uint8Array(dense));
      }),
    );
  });
});

function refusedOrFine(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    expect(isAppError(error)).toBe(true);
  }
}
