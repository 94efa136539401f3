import { seededRandom } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { imageFacts } from './image-facts.ts';

const DIMS: Dims = [60, 50, 20];

/** Intensities by i, j, k, with noise. */
function made(of: (i: number, j: number, k: number) => number, noise: number): Float32Array {
  const random = seededRandom(3);
  return Float32Array.from({ length: DIMS[0] * DIMS[1] * DIMS[2] }, (_, at) => {
    const [i, j] = [at % DIMS[0], Math.floor(at / DIMS[0]) % DIMS[1]];
    return of(i, j, Math.floor(at / (DIMS[0] * DIMS[1]))) + noise * random.gaussian();
  });
}

const facts = (image: Float32Array) => imageFacts(image, DIMS, [0.5, 0.5, 2]);
const disc = (inside: number, outside: number) =>
  made((i, j) => (Math.hypot(i - 30, j - 25) < 20 ? inside : outside), 12);

describe('imageFacts', () => {
  it('measures noise, whatever slopes, edges and padding there are', () => {
    for (const noise of [1, 12]) {
      const sloped = made((i, j, k) => 8 * i - 5 * j + k * k + (i > 30 ? 1000 : 0), noise);
      expect(facts(sloped).noise / noise).toBeCloseTo(1, 1);
      const padded = sloped.map((value, at) => (at % DIMS[0] < 40 ? value : 0));
      expect(facts(padded).noise / noise).toBeCloseTo(1, 0);
    }
    expect(facts(made(() => 7, 0)).noise).toBe(0);
  });

  it('follows gain and offset, but for the modality', () => {
    const image = made((i) => 10 * i, 4);
    const [plain, other] = [facts(image), facts(image.map((value) => 8 * value + 64))];
    expect(other.noise / plain.noise).toBeCloseTo(8, 3);
    plain.range.forEach((end, n) => {
      expect(other.range[n]).toBeCloseTo(8 * end + 64, 2);
    });
  });

  it('knows Hounsfield units by air and soft tissue', () => {
    expect(facts(disc(40, -1000)).modality).toBe('ct');
    expect(facts(disc(40, -1024)).modality).toBe('ct');
    // Ordinary MR, normalized MR, bytes, air alone, and what is beyond any CT.
    expect(facts(disc(400, 0)).modality).toBe('other');
    expect(facts(disc(2, -1)).modality).toBe('other');
    expect(facts(disc(200, 20)).modality).toBe('other');
    expect(facts(disc(-1000, -1000)).modality).toBe('other');
    expect(facts(disc(20_000, -1000)).modality).toBe('other');
  });

  it('tells the shape of voxels and of the image; an axis of one voxel has no say', () => {
    const image = new Float32Array(60 * 50 * 20);
    expect(facts(image)).toMatchObject({ shortestMm: 0.5, anisotropy: 4, extentMm: [30, 25, 40] });
    const slice = imageFacts(image.subarray(0, 3000), [60, 50, 1], [0.7, 0.5, 0.1]);
    expect(slice.shortestMm).toBe(0.5);
    expect(slice.anisotropy).toBeCloseTo(1.4, 6);
    expect(imageFacts(Float32Array.of(5), [1, 1, 1], [3, 2, 4])).toMatchObject({ shortestMm: 2, anisotropy: 1 });
  });

  it('looks at large images by samples that no axis is in step with', () => {
    const dims: Dims = [256, 256, 20];
    // A column of every sixteen is bright: a share that a regular stride would see none or all of.
    const image = Float32Array.from({ length: 256 * 256 * 20 }, (_, at) => (at % 16 === 0 ? 100 + (at % 7) : at % 7));
    expect(imageFacts(image, dims, [1, 1, 1]).range).toEqual([0, 106]);
  });
});
