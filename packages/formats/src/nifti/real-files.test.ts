import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { digestOf } from '@scholia/core';
import { closestRas, reorder } from '@scholia/geometry';
import { describe, expect, it } from 'vitest';
import { readNifti } from '../index.ts';

const folder = resolve(process.env.SCHOLIA_TEST_DATA ?? '../shared/data');
const read = (path: string, options = {}) => readNifti(new Uint8Array(readFileSync(join(folder, path))), options);

/** Needs real files: set SCHOLIA_TEST_DATA to their folder. Skipped where it is absent. */
describe.skipIf(!existsSync(join(folder, 'nifti')))('real NIfTI files', () => {
  it('gives one head the same voxels in RAS order, whatever the axis order of its file', () => {
    const files = readdirSync(join(folder, 'nifti/orientations48')).filter((name) => name.endsWith('.nii.gz'));
    const heads = files.map((name) => {
      const { data, dims, affine } = read(`nifti/orientations48/${name}`);
      return digestOf(new Uint8Array(reorder(closestRas(affine), dims, data).buffer));
    });
    expect(files.length).toBeGreaterThanOrEqual(8);
    expect(new Set(heads).size).toBe(1);
  });

  it('reads the same image from both byte orders', () => {
    const [big, little] = ['big', 'little'].map((order) => read(`nifti/nifti-reader-js/${order}.nii.gz`));
    expect([...big.data.subarray(0, 5000)]).toEqual([...little.data.subarray(0, 5000)]);
  });

  it('reads NIfTI-2 and one volume of a 4D file', () => {
    const first = read('nifti/nibabel/example4d.nii.gz', { volume: 0 });
    const second = read('nifti/nibabel/example_nifti2.nii.gz', { volume: 0 });
    expect(first.dims).toEqual([128, 96, 24]);
    expect(second.volumes).toBeGreaterThan(1);
    expect(first.intensity.max).toBeGreaterThan(first.intensity.min);
  });

  it('reads CT and MR series', () => {
    expect(read('ct/totalsegmentator/example_ct.nii.gz').dims).toEqual([122, 101, 112]);
    expect(() => read('nifti/nifti-reader-js/not-nifti.nii')).toThrow(/not a NIfTI/);
  });
});
