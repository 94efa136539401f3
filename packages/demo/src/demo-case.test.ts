import { digestOf } from '@scholia/core';
import { readNifti } from '@scholia/formats';
import { spacingMm } from '@scholia/geometry';
import { intensityOnlyDice, mean } from '@scholia/metrics';
import { voxelCount } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { DEMO_CASES, DEMO_LABELS, demoNifti, makeDemoCase } from './index.ts';

/** Every fourth: three storage orders, small and large bodies. */
const cases = Array.from({ length: DEMO_CASES / 4 }, (_, n) => makeDemoCase(4 * n));
const bytesOf = (voxels: Int16Array | Uint8Array) => new Uint8Array(voxels.buffer);

describe('makeDemoCase', () => {
  it('gives the same voxels for the same arguments, and others for another case or seed', () => {
    const digest = (index: number, seed?: number) => digestOf(bytesOf(makeDemoCase(index, seed).image));
    const first = digestOf(bytesOf(cases[0].image));
    expect(digest(0)).toBe(first);
    expect(digest(0, 2)).not.toBe(first);
    expect(digestOf(bytesOf(cases[1].image))).not.toBe(first);
  });

  it('is of the promised size, anisotropic and oblique', () => {
    for (const { dims, affine, image, labels } of cases) {
      expect([image.length, labels.length]).toEqual([voxelCount(dims), voxelCount(dims)]);
      for (const [axis, about] of [96, 96, 64].entries()) expect(Math.abs(dims[axis] - about)).toBeLessThanOrEqual(4);
      const [si, sj, sk] = spacingMm(affine);
      expect(sk / Math.max(si, sj)).toBeGreaterThan(1.3);
      expect(affine.m.slice(0, 3).every((value) => Math.abs(value) > 1e-4)).toBe(true);
    }
  });

  it('holds every organ, none of them touching all of the image', () => {
    for (const { labels } of cases)
      for (const { value } of DEMO_LABELS) {
        const voxels = labels.reduce((sum, label) => sum + (label === value ? 1 : 0), 0);
        expect(voxels).toBeGreaterThan(1000);
        expect(voxels).toBeLessThan(labels.length / 10);
      }
  });

  it('cannot be solved by brightness: the best intensity-only rule stays under 0.5 mean Dice', () => {
    const scores = cases.map(({ image, labels }) =>
      mean(DEMO_LABELS.map(({ value }) => intensityOnlyDice(image, labels, value))),
    );
    expect(mean(scores)).toBeLessThan(0.5);
  });
});

describe('demoNifti', () => {
  it('is a file of the image, and nothing else', () => {
    const { dims, affine, image, ...rest } = cases[0];
    const read = readNifti(demoNifti({ dims, affine, image, ...rest }));
    expect(read).toMatchObject({ dims, affine, dtype: 'int16', volumes: 1 });
    expect(digestOf(bytesOf(Int16Array.from(read.data)))).toBe(digestOf(bytesOf(image)));
  });
});
