import { IGNORE } from '@scholia/autodiff';
import { seededRandom } from '@scholia/core';
import { affine } from '@scholia/geometry';
import { describe, expect, it } from 'vitest';
import { BALL_PLAN, ballCase, IDENTITY } from '../testing/ball-case.ts';
import { prepareImage, prepareLabels } from './prepare.ts';

const image = ballCase(seededRandom(1), [12, 14, 10]);

describe('prepareImage', () => {
  it('has mean 0 and deviation 1, whatever the scanner unit', () => {
    const { data } = prepareImage(image, BALL_PLAN);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length).toBeCloseTo(1, 4);
    const other = prepareImage({ ...image, data: image.data.map((value) => 4096 * value - 512) }, BALL_PLAN);
    for (const [at, value] of data.entries()) expect(other.data[at]).toBeCloseTo(value, 3);
  });

  it('is 0 everywhere for a constant image', () => {
    const { data } = prepareImage({ ...image, data: new Float32Array(image.data.length).fill(9) }, BALL_PLAN);
    expect(data.every((value) => value === 0)).toBe(true);
  });

  it('keeps the spacing of an image where the grid has none', () => {
    const grid = { ...BALL_PLAN, targetSpacingMm: [null, 2, null] } as const;
    expect(prepareImage(image, grid).dims).toEqual([12, 7, 10]);
  });

  it('measures and changes only voxels that are not 0, where told', () => {
    const halves = { data: Float32Array.of(0, 0, 0, 10, 30), dims: [5, 1, 1], affine: IDENTITY } as const;
    const grid = { ...BALL_PLAN, intensity: { by: 'image', clipPercent: 0, ofNonZero: true } } as const;
    expect([...prepareImage(halves, grid).data]).toEqual([0, 0, 0, -1, 1]);
    expect([...prepareImage({ ...halves, data: new Float32Array(5) }, grid).data]).toEqual([0, 0, 0, 0, 0]);
  });

  it('refuses a voxel that is not finite', () => {
    const broken = { ...image, data: image.data.with(17, Number.NaN) };
    expect(() => prepareImage(broken, BALL_PLAN)).toThrow(expect.objectContaining({ code: 'unusable-file' }));
  });

  it('smooths before it shrinks: a checkerboard becomes grey, not black or white', () => {
    const board = Float32Array.from({ length: 16 ** 3 }, (_, at) => ((at + (at >> 4) + (at >> 8)) % 2 === 0 ? 0 : 100));
    board[0] = 5000;
    const coarse = { ...BALL_PLAN, targetSpacingMm: [4, 4, 4] as [number, number, number] };
    const { data, dims } = prepareImage({ data: board, dims: [16, 16, 16], affine: IDENTITY }, coarse);
    expect(dims).toEqual([4, 4, 4]);
    const inner = data.slice(1);
    expect(Math.max(...inner) - Math.min(...inner)).toBeLessThan(0.5);
  });
});

describe('prepareLabels', () => {
  it('gives classes, in canonical order, and no say to labels that the plan does not know', () => {
    const leftHanded = affine('ijk', 'ras', [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const classes = prepareLabels(Uint8Array.of(0, 5, 9), { dims: [3, 1, 1], affine: leftHanded }, BALL_PLAN);
    expect([...classes]).toEqual([IGNORE, 1, 0]);
  });
});
