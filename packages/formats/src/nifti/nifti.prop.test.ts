import { isAppError } from '@scholia/core';
import { affine } from '@scholia/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzip, readNifti, writeNifti } from '../index.ts';

const size = fc.integer({ min: 2, max: 6 });
const cell = fc.double({ min: -4, max: 4, noNaN: true });
const images = fc
  .record({
    dims: fc.tuple(size, size, size),
    linear: fc.array(cell, { minLength: 9, maxLength: 9 }),
    origin: fc.tuple(cell, cell, cell),
    seed: fc.nat(250),
    kind: fc.constantFrom('uint8', 'int16', 'float32'),
  })
  .filter(({ linear: m }) => {
    const det =
      m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
    return Math.abs(det) > 0.05;
  })
  .map(({ dims, linear: m, origin, seed, kind }) => {
    const make = kind === 'uint8' ? Uint8Array : kind === 'int16' ? Int16Array : Float32Array;
    const data = new make(dims[0] * dims[1] * dims[2]).map((_, at) => (at * 31 + seed) % 251);
    const rows = [0, 1, 2].flatMap((r) => [m[3 * r], m[3 * r + 1], m[3 * r + 2], origin[r]]);
    return { dims, affine: affine('ijk', 'ras', [...rows, 0, 0, 0, 1]), data };
  });

const reasonOf = (bytes: Uint8Array, options = {}) => {
  try {
    readNifti(bytes, options);
    return 'read';
  } catch (error) {
    if (isAppError(error)) return error.details.reason;
    throw error;
  }
};

/** An independent writer of the few fields that the reader needs, in either byte order. */
function handMade(options: {
  littleEndian: boolean;
  datatype: number;
  sizes: number[];
  slope?: number;
  sform?: boolean;
}) {
  const { littleEndian: le, datatype, sizes } = options;
  const width = { 2: 1, 4: 2, 8: 4, 16: 4, 64: 8, 128: 3, 512: 2, 1024: 8 }[datatype] ?? 1;
  const bytes = new Uint8Array(352 + width * sizes.reduce((product, n) => product * n, 1));
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, le);
  for (const [n, value] of [sizes.length, ...sizes].entries()) view.setInt16(40 + 2 * n, value, le);
  view.setInt16(70, datatype, le);
  for (const [n, value] of [1, 2, 3, 4].entries()) view.setFloat32(76 + 4 * n, value, le);
  view.setFloat32(108, 352, le);
  view.setFloat32(112, options.slope ?? 0, le);
  view.setFloat32(116, 10, le);
  view.setInt16(254, options.sform === false ? 0 : 1, le);
  for (const [n, value] of [2, 0, 0, 5, 0, 3, 0, 6, 0, 0, 4, 7].entries()) view.setFloat32(280 + 4 * n, value, le);
  bytes.set([0x6e, 0x2b, 0x31], 344);
  return { bytes, view };
}

describe('writeNifti and readNifti', () => {
  it('keep dims and voxels exactly and the affine within 1e-4 mm, plain and compressed', () => {
    fc.assert(
      fc.property(images, fc.boolean(), (image, compress) => {
        const file = writeNifti(image);
        const read = readNifti(compress ? gzip(file) : file);
        expect(read.dims).toEqual(image.dims);
        expect([...read.data]).toEqual([...image.data]);
        for (const [n, value] of image.affine.m.entries())
          expect(Math.abs(read.affine.m[n] - value)).toBeLessThan(1e-4);
      }),
    );
  });

  it('agree between sform and qform when the axes are at right angles, left-handed or not', () => {
    const turn = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(turn, turn, fc.constantFrom(1, -1), (a, b, hand) => {
        const [sa, ca, sb, cb] = [Math.sin(a), Math.cos(a), Math.sin(b), Math.cos(b)];
        const m = [
          ca * 2,
          -sa * cb,
          sa * sb * 3 * hand,
          9,
          sa * 2,
          ca * cb,
          -ca * sb * 3 * hand,
          8,
          0,
          sb,
          cb * 3 * hand,
          7,
        ];
        const file = writeNifti({
          dims: [2, 2, 2],
          affine: affine('ijk', 'ras', [...m, 0, 0, 0, 1]),
          data: new Uint8Array(8),
        });
        const withoutSform = file.slice();
        new DataView(withoutSform.buffer).setInt16(254, 0, true);
        for (const [n, value] of m.entries())
          expect(Math.abs(readNifti(withoutSform).affine.m[n] - value)).toBeLessThan(1e-4);
      }),
    );
  });
});

describe('readNifti', () => {
  it.each([true, false])('reads int16 with slope and intercept, little-endian %s', (littleEndian) => {
    const { bytes, view } = handMade({ littleEndian, datatype: 4, sizes: [2, 2, 2], slope: 0.5 });
    view.setInt16(352, -300, littleEndian);
    const image = readNifti(bytes);
    expect(image.data[0]).toBe(-140);
    expect(image.dtype).toBe('int16');
    expect(image.spacingUm).toEqual([2000, 3000, 4000]);
    expect(image.affine.m.slice(0, 4)).toEqual([2, 0, 0, 5]);
  });

  it('takes a slope of zero for none', () => {
    const { bytes, view } = handMade({ littleEndian: true, datatype: 1024, sizes: [2, 2, 2, 1] });
    view.setBigInt64(352, 123456n, true);
    expect(readNifti(bytes).data[0]).toBe(123456);
  });

  it('asks which volume of several to take, and takes it', () => {
    const { bytes, view } = handMade({ littleEndian: true, datatype: 2, sizes: [2, 2, 2, 3] });
    view.setUint8(352 + 8, 77);
    expect(reasonOf(bytes)).toBe('four-dimensional');
    expect(reasonOf(bytes, { volume: 3 })).toBe('no-such-volume');
    expect(readNifti(bytes, { volume: 1 }).data[0]).toBe(77);
  });

  it('refuses what cannot be labelled, each with its reason', () => {
    const good = handMade({ littleEndian: true, datatype: 2, sizes: [4, 4, 4] }).bytes;
    expect(reasonOf(new Uint8Array(1000))).toBe('not-nifti');
    expect(reasonOf(new TextEncoder().encode('hello'))).toBe('not-nifti');
    expect(reasonOf(good.subarray(0, 380))).toBe('truncated');
    expect(reasonOf(gzip(good).subarray(0, 40))).not.toBe('read');
    expect(reasonOf(handMade({ littleEndian: true, datatype: 128, sizes: [2, 2, 2] }).bytes)).toBe('unsupported-type');
    expect(reasonOf(handMade({ littleEndian: true, datatype: 2, sizes: [4, 4] }).bytes)).toBe('not-three-dimensional');
    expect(reasonOf(handMade({ littleEndian: true, datatype: 2, sizes: [4, 4, 4], sform: false }).bytes)).toBe(
      'no-orientation',
    );
    expect(reasonOf(good, { maxVoxels: 10 })).toBe('too-large');
    const flat = handMade({ littleEndian: true, datatype: 2, sizes: [4, 4, 4] });
    flat.view.setFloat32(280, 0, true);
    expect(reasonOf(flat.bytes)).toBe('zero-spacing');
    const bad = handMade({ littleEndian: true, datatype: 16, sizes: [2, 2, 2] });
    bad.view.setFloat32(352, Number.NaN, true);
    expect(reasonOf(bad.bytes)).toBe('non-finite');
    expect(readNifti(bad.bytes, { replaceNonFinite: 3 }).data[0]).toBe(3);
  });

  it('stops a zip bomb at the size that its header announces', () => {
    const small = handMade({ littleEndian: true, datatype: 2, sizes: [4, 4, 4] }).bytes;
    const bomb = new Uint8Array(64 << 20);
    bomb.set(small);
    expect(readNifti(gzip(bomb)).dims).toEqual([4, 4, 4]);
    const huge = handMade({ littleEndian: true, datatype: 2, sizes: [4, 4, 4] });
    for (let n = 1; n <= 3; n++) huge.view.setInt16(40 + 2 * n, 30_000, true);
    expect(reasonOf(gzip(huge.bytes))).toBe('too-large');
  });

  it('never answers damaged bytes with anything but a refusal or an image', () => {
    const good = gzip(handMade({ littleEndian: true, datatype: 4, sizes: [3, 3, 3] }).bytes);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), (damage) => {
        const bytes = good.slice();
        for (const [at, value] of damage) bytes[at] = value;
        expect(typeof reasonOf(bytes, { maxVoxels: 1 << 20, maxBytes: 1 << 24 })).toBe('string');
      }),
    );
  });
});
