import { seededRandom } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Effort } from '../effort.ts';
import type { PerAxis } from '../grid/region.ts';
import { Pace } from '../method.ts';
import { gradientMagnitude, hessian } from './derivatives.ts';
import { symmetricEigenvalues } from './eigenvalues.ts';
import { featureCount, featuresOf } from './features.ts';
import { gaussian } from './gaussian.ts';

const effort = () => new Effort(new Pace({}), 1e9);

const size = fc.integer({ min: 1, max: 6 });
const mm = fc.constantFrom(0.5, 1, 1.6, 4);
const grids = fc.tuple(fc.tuple(size, size, size), fc.tuple(mm, mm, mm), fc.nat(1000));

function noise([ci, cj, ck]: Dims, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: ci * cj * ck }, () => random.gaussian());
}

/** The image of a function of the place in mm. */
function sampled([ci, cj, ck]: Dims, [si, sj, sk]: PerAxis, f: (x: number, y: number, z: number) => number) {
  return Float32Array.from({ length: ci * cj * ck }, (_, n) =>
    f(si * (n % ci), sj * (Math.floor(n / ci) % cj), sk * Math.floor(n / (ci * cj))),
  );
}

const close = (found: Float32Array, wanted: ArrayLike<number>, tolerance: number) => {
  expect(found.length).toBe(wanted.length);
  for (let cell = 0; cell < found.length; cell++) expect(Math.abs(found[cell] - wanted[cell])).toBeLessThan(tolerance);
};

describe('gaussian', () => {
  it('is the weighted mean over the box of 3 sigma, whatever the spacing', async () => {
    await fc.assert(
      fc.asyncProperty(grids, fc.constantFrom(0.4, 1, 2.5), async ([cells, spacing, seed], sigma) => {
        const image = noise(cells, seed);
        const [ci, cj] = cells;
        const ijk = (n: number) => [n % ci, Math.floor(n / ci) % cj, Math.floor(n / (ci * cj))];
        const wanted = image.map((_, p) => {
          let [sum, total] = [0, 0];
          image.forEach((value, q) => {
            const apart = ijk(p).map((x, axis) => Math.abs(x - ijk(q)[axis]) * spacing[axis]);
            if (apart.some((distance) => distance > 3 * sigma + 1e-9)) return;
            const weight = Math.exp(-apart.reduce((s, d) => s + d * d, 0) / (2 * sigma * sigma));
            sum += weight * value;
            total += weight;
          });
          return sum / total;
        });
        close(await gaussian(image, cells, spacing, sigma, effort()), wanted, 1e-5);
      }),
      { numRuns: 40 },
    );
  });

  it('spreads a point by sigma mm along every axis', async () => {
    const [cells, spacing]: [Dims, PerAxis] = [
      [41, 31, 21],
      [0.7, 1, 1.5],
    ];
    const image = new Float32Array(41 * 31 * 21);
    image[20 + 41 * (15 + 31 * 10)] = 1;
    const found = await gaussian(image, cells, spacing, 2.5, effort());
    for (const axis of [0, 1, 2]) {
      const place = sampled(cells, spacing, (...at) => at[axis]);
      const mean = found.reduce((sum, weight, n) => sum + weight * place[n], 0);
      const variance = found.reduce((sum, weight, n) => sum + weight * (place[n] - mean) ** 2, 0);
      // A Gaussian cut off at 3 sigma has 0.973 of the variance.
      expect(variance / 2.5 ** 2).toBeCloseTo(0.97, 1);
    }
  });

  it('leaves its input alone', async () => {
    const image = noise([5, 4, 3], 1);
    const before = image.slice();
    const found = await gaussian(image, [5, 4, 3], [1, 1, 1], 0.1, effort());
    expect(found).toEqual(before);
    expect(found).not.toBe(image);
    await gaussian(image, [5, 4, 3], [1, 1, 1], 2, effort());
    expect(image).toEqual(before);
  });
});

describe('derivatives', () => {
  const spacing: PerAxis = [0.5, 1.25, 2];

  it('have the slope of a plane, at borders too', async () => {
    const image = sampled([6, 5, 4], spacing, (x, y, z) => 2 * x - 3 * y + 6 * z);
    const found = await gradientMagnitude(image, [6, 5, 4], spacing, effort());
    close(found, new Float32Array(image.length).fill(7), 1e-4);
  });

  it('have the Hessian of a quadratic, at borders too', async () => {
    const image = sampled([5, 4, 3], spacing, (x, y, z) => x * x + 2 * y * y - z * z + x * y - x * z + 3 * y + 1);
    const { laplacian, eigenvalues } = await hessian(image, [5, 4, 3], spacing, effort());
    // Roots of the characteristic polynomial of [[2, 1, -1], [1, 4, 0], [-1, 0, -2]].
    for (const values of eigenvalues)
      for (const x of values) expect(x ** 3 - 4 * x ** 2 - 6 * x + 18).toBeCloseTo(0, 2);
    close(laplacian, new Float32Array(image.length).fill(4), 1e-4);
    for (let cell = 0; cell < image.length; cell++) {
      expect(eigenvalues[0][cell]).toBeGreaterThan(eigenvalues[1][cell]);
      expect(eigenvalues[1][cell]).toBeGreaterThan(eigenvalues[2][cell]);
    }
  });

  it('are 0 along an axis with too few cells', async () => {
    const flat = sampled([5, 5, 1], [1, 1, 3], (x, y) => x * x + y * y);
    const { eigenvalues } = await hessian(flat, [5, 5, 1], [1, 1, 3], effort());
    close(eigenvalues[1], new Float32Array(25).fill(2), 1e-4);
    close(eigenvalues[2], new Float32Array(25), 1e-4);
    const point = await hessian(Float32Array.of(7), [1, 1, 1], [1, 1, 1], effort());
    expect(point.laplacian[0]).toBe(0);
    expect((await gradientMagnitude(Float32Array.of(7), [1, 1, 1], [1, 1, 1], effort()))[0]).toBe(0);
  });
});

describe('symmetricEigenvalues', () => {
  it('has the trace, the sum of squares and the determinant of the matrix, and is sorted', () => {
    const entry = fc.oneof(fc.constantFrom(0, 1, -1), fc.float({ min: -100, max: 100, noNaN: true }));
    fc.assert(
      fc.property(fc.tuple(entry, entry, entry, entry, entry, entry), ([xx, yy, zz, xy, xz, yz]) => {
        const found = new Float64Array(3);
        symmetricEigenvalues(xx, yy, zz, xy, xz, yz, found);
        const [a, b, c] = found;
        const squares = xx * xx + yy * yy + zz * zz + 2 * (xy * xy + xz * xz + yz * yz);
        const size = Math.sqrt(squares);
        const determinant = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
        expect(Math.abs(a + b + c - xx - yy - zz)).toBeLessThanOrEqual(1e-9 * size);
        expect(Math.abs(a * a + b * b + c * c - squares)).toBeLessThanOrEqual(1e-9 * squares);
        expect(Math.abs(a * b * c - determinant)).toBeLessThanOrEqual(1e-9 * size ** 3);
        expect(a).toBeGreaterThanOrEqual(b - 1e-7 * size);
        expect(b).toBeGreaterThanOrEqual(c - 1e-7 * size);
      }),
    );
  });
});

describe('featuresOf', () => {
  const collect = async (image: Float32Array, cells: Dims, spacing: PerAxis, sigmas: readonly number[]) => {
    const found = new Map<string, Float32Array>();
    for await (const { name, values } of featuresOf(image, cells, spacing, sigmas, effort())) found.set(name, values);
    return found;
  };

  it('has as many as it says, each with a name and a finite value for every cell', async () => {
    for (const cells of [
      [1, 1, 1],
      [6, 1, 2],
      [5, 6, 4],
    ] as const) {
      const found = await collect(noise(cells, 3), cells, [1, 0.5, 4], [1, 2]);
      expect(found.size).toBe(featureCount(2));
      for (const values of found.values()) {
        expect(values.length).toBe(cells[0] * cells[1] * cells[2]);
        expect(values.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('keeps the Hessian of a quadratic through the smoothing, away from borders', async () => {
    const cells: Dims = [17, 13, 11];
    const image = sampled(cells, [1, 1.5, 2], (x, y, z) => x * x - y * y + 2 * z * z);
    const found = await collect(image, cells, [1, 1.5, 2], [1.5]);
    const middle = 8 + 17 * (6 + 13 * 5);
    expect(found.get('eigenvalue 1 1.5')?.[middle]).toBeCloseTo(4, 2);
    expect(found.get('eigenvalue 2 1.5')?.[middle]).toBeCloseTo(2, 2);
    expect(found.get('eigenvalue 3 1.5')?.[middle]).toBeCloseTo(-2, 2);
    expect(found.get('laplacian 1.5')?.[middle]).toBeCloseTo(4, 2);
  });

  it('measures noise by its standard deviation', async () => {
    const cells: Dims = [24, 24, 24];
    const image = noise(cells, 5).map((value, n) => value * (n % 24 < 12 ? 1 : 3));
    const deviation = (await collect(image, cells, [1, 1, 1], [3])).get('deviation 3');
    expect(deviation?.[4 + 24 * (12 + 24 * 12)]).toBeCloseTo(1, 0);
    expect(deviation?.[19 + 24 * (12 + 24 * 12)]).toBeGreaterThan(2.5);
  });
});
