import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAppError } from '@scholia/core';
import { canonicalDims, closestRas, reorder } from '@scholia/geometry';
import { describe, expect, it } from 'vitest';
import { extractVolume, readNifti, writeNifti } from '../index.ts';

/** Public files by other programs; see SCHOLIA_TEST_DATA in the root README. Skipped where they are absent. */
const folder = process.env.SCHOLIA_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const file = (...path: string[]) => new Uint8Array(readFileSync(join(folder, ...path)));
/** Byte by byte; `toEqual` takes seconds on a million voxels. */
const isSame = (a: Float32Array, b: Float32Array) => Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0;
const refusal = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    if (isAppError(error)) return error.details.reason;
    throw error;
  }
  return 'read';
};

describe.skipIf(!existsSync(folder))('files written by other programs', () => {
  it('reads one head, stored in eight axis orders, as one canonical volume', () => {
    const names = readdirSync(join(folder, 'nifti/orientations48'));
    const heads = names.map((name) => {
      const { affine, dims, data } = readNifti(file('nifti/orientations48', name));
      const map = closestRas(affine);
      return { dims: canonicalDims(map, dims), data: reorder(map, dims, data) };
    });
    expect(heads).toHaveLength(8);
    for (const head of heads) {
      expect(head.dims).toEqual(heads[0].dims);
      expect(isSame(head.data, heads[0].data)).toBe(true);
    }
  });

  it('reads both byte orders to the same voxels and qform', () => {
    const [big, little] = ['big', 'little'].map((name) => readNifti(file(`nifti/nifti-reader-js/${name}.nii.gz`)));
    expect([big.header.isLittleEndian, little.header.isLittleEndian]).toEqual([false, true]);
    expect(isSame(big.data, little.data)).toBe(true);
    expect(big.affine).toEqual(little.affine);
  });

  it('reads big-endian int16 with an oblique sform as nibabel does', () => {
    const image = readNifti(file('nifti/nibabel/anatomical.nii'));
    expect(image).toMatchObject({ dims: [33, 41, 25], dtype: 'int16' });
    expect(refusal(() => readNifti(file('nifti/nibabel/standard.nii.gz')))).toBe('read');
  });

  it('asks for a volume of 4D files, NIfTI-2 included, and takes any', () => {
    for (const name of ['example4d.nii.gz', 'example_nifti2.nii.gz', 'functional.nii']) {
      const bytes = file('nifti/nibabel', name);
      expect(refusal(() => readNifti(bytes))).toBe('four-dimensional');
      const second = readNifti(bytes, { volume: 1 });
      expect(isSame(readNifti(extractVolume(bytes, 1)).data, second.data)).toBe(true);
      expect(isSame(second.data, readNifti(bytes, { volume: 0 }).data)).toBe(false);
    }
    expect(refusal(() => readNifti(file('nifti/nifti-reader-js/not-nifti.nii')))).toBe('not-nifti');
  });

  it('reads CT, MR and labels, whose affines survive writing exactly', () => {
    const images = [
      'ct/totalsegmentator/example_ct.nii.gz',
      'ct/totalsegmentator/example_mr_sm.nii.gz',
      'ct/totalsegmentator/example_seg.nii.gz',
      'hippocampus/imagesTr/hippocampus_001.nii.gz',
      'hippocampus/labelsTr/hippocampus_001.nii.gz',
    ].map((name) => readNifti(file(name)));
    expect(images[0]).toMatchObject({ dims: [122, 101, 112], spacingUm: [3000, 3000, 3000] });
    for (const { dims, affine, data } of images) {
      const again = readNifti(writeNifti({ dims, affine, data }));
      expect(again.affine).toEqual(affine);
      expect(isSame(again.data, data)).toBe(true);
    }
    expect(new Set(images[4].data)).toEqual(new Set([0, 1, 2]));
    expect(images[3].affine).toEqual(images[4].affine);
  });
});
