import { gzipSync } from 'node:zlib';
import { isAppError } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractVolume, gzip, type ReadOptions, readNifti } from '../index.ts';
import { DATA_TYPES, type DataType } from './data-types.ts';
import { buildFile } from './testing/build-file.ts';

const types = Object.keys(DATA_TYPES) as DataType[];

/** The refusal's reason; its message must end in advice, so it has at least two sentences. */
function reasonOf(bytes: Uint8Array, options?: ReadOptions): unknown {
  try {
    readNifti(bytes, options);
  } catch (error) {
    if (!isAppError(error)) throw error;
    expect(error.code).toBe('unusable-file');
    expect(error.message).toMatch(/[.:] [A-Z0-9].*[.]$/);
    return error.details.reason;
  }
  return 'read';
}

describe('readNifti: voxels', () => {
  for (const version of [1, 2] as const)
    for (const isLittleEndian of [true, false])
      it(`reads every type, NIfTI-${version}, ${isLittleEndian ? 'little' : 'big'} endian, packed or not`, () => {
        for (const type of types) {
          const isSigned = !type.startsWith('u');
          const voxels = [0, 1, 2, 3, 100, isSigned ? -5 : 5, 126, 127];
          const file = buildFile({ version, isLittleEndian, type, voxels });
          for (const bytes of [file, gzip(file)]) {
            const image = readNifti(bytes);
            expect([...image.data]).toEqual(voxels);
            expect(image.dtype).toBe(type);
          }
        }
      });

  it('applies slope and intercept, and a slope of 0 or NaN means none', () => {
    expect([...readNifti(buildFile({ slope: 2, inter: -1 })).data]).toEqual([-1, 1, 3, 5, 7, 9, 11, 13]);
    expect([...readNifti(buildFile({ slope: 0, inter: 9 })).data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...readNifti(buildFile({ slope: Number.NaN, inter: 9 })).data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('summarises intensities', () => {
    const { intensity } = readNifti(buildFile());
    expect(intensity).toMatchObject({ min: 0, max: 7, mean: 3.5, p01: 0, p99: 7 });
    expect(intensity.sd).toBeCloseTo(Math.sqrt(5.25));
  });

  it('takes 1D and 2D images and trailing axes of one as 3D', () => {
    expect(readNifti(buildFile({ dim: [2, 4, 2, 0, 0, 0, 0, 0] })).dims).toEqual([4, 2, 1]);
    expect(readNifti(buildFile({ dim: [5, 2, 2, 2, 1, 1, 0, 0] })).dims).toEqual([2, 2, 2]);
  });

  it('reads the voxels of a view into a larger buffer, and leaves the file as it was', () => {
    const file = buildFile({ isLittleEndian: false });
    const padded = new Uint8Array(file.length + 3);
    padded.set(file, 3);
    expect([...readNifti(padded.subarray(3)).data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(padded.subarray(3)).toEqual(file);
  });
});

describe('readNifti: volumes', () => {
  const fourD = buildFile({ dim: [4, 2, 2, 1, 2, 1, 1, 1], slope: 2 });

  it('asks which volume of a 4D file, by its header alone', () => {
    expect(reasonOf(fourD)).toBe('four-dimensional');
    expect(reasonOf(gzip(fourD))).toBe('four-dimensional');
    expect(() => readNifti(fourD)).toThrow(/2 volumes.*0 to 1/);
    expect(reasonOf(fourD, { volume: 2 })).toBe('no-such-volume');
    expect(reasonOf(buildFile(), { volume: 1 })).toBe('no-such-volume');
    expect(reasonOf(buildFile(), { volume: 0 })).toBe('read');
  });

  it('reads the chosen one, and extracts it as a file of its own', () => {
    for (const version of [1, 2] as const)
      for (const isLittleEndian of [true, false]) {
        const file = buildFile({ version, isLittleEndian, dim: [4, 2, 2, 1, 2, 1, 1, 1], slope: 2 });
        const chosen = readNifti(gzip(file), { volume: 1 });
        expect([...chosen.data]).toEqual([8, 10, 12, 14]);
        const alone = readNifti(extractVolume(file, 1));
        expect([...alone.data]).toEqual([8, 10, 12, 14]);
        expect(alone).toMatchObject({ dims: [2, 2, 1], volumes: 1, affine: chosen.affine });
      }
  });
});

describe('readNifti: orientation', () => {
  const oblique = [0.9, 0, 0.1, -7, 0, 1.1, 0, 8, -0.2, 0, 2, 9];

  it('prefers the sform, then the qform, and never guesses', () => {
    expect(readNifti(buildFile({ sform: oblique, qformCode: 1 })).affine.m.slice(0, 12)).toEqual(
      oblique.map(Math.fround),
    );
    // A half turn about z, third axis reversed by qfac.
    const qform = { sformCode: 0, qformCode: 1, qform: [0, 0, 1, 10, 20, 30], pixdim: [-1, 1, 2, 3, 0, 0, 0, 0] };
    expect(readNifti(buildFile(qform)).affine.m.slice(0, 12)).toEqual([-1, 0, 0, 10, 0, -2, 0, 20, 0, 0, -3, 30]);
    // A broken sform gives way to a sound qform.
    expect(readNifti(buildFile({ ...qform, sformCode: 1, sform: Array(12).fill(0) })).affine.m[3]).toBe(10);
    const unknown = { sformCode: 0, qformCode: 0, pixdim: [1, 2, 3, 4, 0, 0, 0, 0] };
    expect(reasonOf(buildFile(unknown))).toBe('no-orientation');
    expect(readNifti(buildFile(unknown), { assumeRas: true }).spacingUm).toEqual([2000, 3000, 4000]);
  });

  it('brings metres and micrometres to mm', () => {
    const micrometres = { units: 3, sform: [500, 0, 0, 0, 0, 500, 0, 0, 0, 0, 1500, 0] };
    expect(readNifti(buildFile(micrometres)).spacingUm).toEqual([500, 500, 1500]);
    const metres = { units: 1, sform: [0.001, 0, 0, 0, 0, 0.001, 0, 0, 0, 0, 0.002, 0] };
    expect(readNifti(buildFile(metres)).spacingUm).toEqual([1000, 1000, 2000]);
  });

  it('refuses zero, unmeasurable and absurd spacing', () => {
    expect(reasonOf(buildFile({ sform: Array(12).fill(0) }))).toBe('zero-spacing');
    expect(reasonOf(buildFile({ sform: Array(12).fill(Number.NaN) }))).toBe('zero-spacing');
    expect(reasonOf(buildFile({ sform: [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0] }))).toBe('zero-spacing');
    expect(reasonOf(buildFile({ sformCode: 0, qformCode: 1, pixdim: [1, 1, 1, 0, 0, 0, 0, 0] }))).toBe('zero-spacing');
    expect(reasonOf(buildFile({ sform: [500, 0, 0, 0, 0, 500, 0, 0, 0, 0, 500, 0] }))).toBe('spacing-out-of-range');
  });
});

describe('readNifti: unusable files', () => {
  it('says what a wrong file is instead', () => {
    expect(reasonOf(new Uint8Array(0))).toBe('not-nifti');
    expect(reasonOf(new Uint8Array(1000))).toBe('not-nifti');
    const dicom = new Uint8Array(200);
    dicom.set(new TextEncoder().encode('DICM'), 128);
    expect(() => readNifti(dicom)).toThrow(/DICOM.*dcm2niix/);
    const pair = buildFile();
    pair.set(new TextEncoder().encode('ni1'), 344);
    expect(() => readNifti(pair)).toThrow(/pair/);
    expect(reasonOf(gzip(new TextEncoder().encode('a text, packed')))).toBe('not-nifti');
  });

  it('notices truncation at every length, packed or not', () => {
    const file = buildFile();
    for (const length of [8, 100, 347, 348, 352, file.length - 1])
      expect(reasonOf(file.slice(0, length))).toBe('truncated');
    const packed = gzip(file);
    for (const length of [packed.length - 1, packed.length - 9])
      expect(reasonOf(packed.slice(0, length))).not.toBe('read');
  });

  it('notices a flipped bit in packed data by its checksum', () => {
    const packed = gzip(buildFile({ voxels: Array.from({ length: 8 }, (_, n) => n * 31.7) }));
    const stored = gzipSync(buildFile(), { level: 0 });
    stored[stored.length - 20] ^= 1;
    expect(reasonOf(stored)).toBe('corrupt');
    packed[packed.length - 6] ^= 1;
    expect(reasonOf(packed)).toBe('corrupt');
  });

  it('answers any damage with a refusal or an image', () => {
    for (const good of [buildFile({ type: 'int16' }), gzip(buildFile({ type: 'int16' }))])
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), (damage) => {
          const bytes = good.slice();
          for (const [at, value] of damage) bytes[at] = value;
          expect(typeof reasonOf(bytes, { maxVoxels: 1 << 20, maxBytes: 1 << 24 })).toBe('string');
        }),
      );
  });

  it('refuses colours, complex numbers and unknown types', () => {
    for (const datatype of [128, 2304, 32, 1536, 1, 9999])
      expect(reasonOf(buildFile({ datatype }))).toBe('unsupported-type');
  });

  it('refuses impossible shapes', () => {
    expect(reasonOf(buildFile({ dim: [0, 2, 2, 2, 1, 1, 1, 1] }))).toBe('corrupt');
    expect(reasonOf(buildFile({ dim: [3, 2, -2, 2, 1, 1, 1, 1] }))).toBe('corrupt');
    expect(reasonOf(buildFile({ version: 2, dim: [3, 2 ** 40, 2, 2, 1, 1, 1, 1] }))).toBe('too-large');
  });

  it('refuses more voxels or bytes than allowed, before unpacking them', () => {
    expect(reasonOf(buildFile({ dim: [3, 32767, 32767, 32767, 1, 1, 1, 1] }))).toBe('too-large');
    expect(reasonOf(buildFile(), { maxVoxels: 7 })).toBe('too-large');
    expect(reasonOf(gzip(buildFile()), { maxBytes: 300 })).toBe('too-large');
  });

  it('stops unpacking a bomb: more content than the header promises', () => {
    const bomb = new Uint8Array(64 * 2 ** 20);
    bomb.set(buildFile());
    expect(reasonOf(gzip(bomb))).toBe('corrupt');
    const padded = new Uint8Array(10_000);
    padded.set(buildFile());
    expect(reasonOf(gzip(padded))).toBe('read');
  });

  it('counts voxels that are not finite, and replaces them only when told', () => {
    const voxels = [Number.NaN, 1, Number.POSITIVE_INFINITY, 3, 4, 5, 6, Number.NEGATIVE_INFINITY];
    const file = buildFile({ voxels });
    expect(reasonOf(file)).toBe('non-finite');
    expect(() => readNifti(file)).toThrow(/3 of 8/);
    const image = readNifti(file, { replaceNonFinite: -1 });
    expect([...image.data]).toEqual([-1, 1, -1, 3, 4, 5, 6, -1]);
    expect(image.replaced).toBe(3);
    // What float64 holds and float32 cannot.
    expect(reasonOf(buildFile({ type: 'float64', voxels: [1e300, 0, 0, 0, 0, 0, 0, 0] }))).toBe('non-finite');
  });
});
