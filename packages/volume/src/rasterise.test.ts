import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grid, rasteriseStroke, type StrokeShape, strokeCost } from './index.ts';
import { isqrt } from './isqrt.ts';
import { arbitraryGrid, arbitraryStroke } from './testing.ts';

const arbitraryCase = arbitraryGrid().chain((grid) => fc.tuple(fc.constant(grid), arbitraryStroke(grid)));

/** The voxels of a stroke as `i,j,k` texts; fails on a voxel outside of the grid, or given twice. */
function voxelsOf(grid: Grid, stroke: StrokeShape): Set<string> {
  const voxels = new Set<string>();
  let last = -1;
  rasteriseStroke(grid, stroke, (i0, i1, j, k) => {
    const start = i0 + grid.dims[0] * (j + grid.dims[1] * k);
    expect(start).toBeGreaterThan(last);
    last = start + i1 - i0;
    expect(i0 >= 0 && i1 >= i0 && i1 < grid.dims[0] && j >= 0 && j < grid.dims[1] && k >= 0 && k < grid.dims[2]).toBe(
      true,
    );
    for (let i = i0; i <= i1; i++) voxels.add(`${i},${j},${k}`);
  });
  return voxels;
}

/** One stamp, voxel by voxel, straight from the definition. */
function stampOracle({ dims, spacingUm }: Grid, { shape, axis, radiusUm }: StrokeShape, centre: bigint[]): Set<string> {
  const voxels = new Set<string>();
  const nearest = centre.map((c) => Math.floor((Number(c) + 4) / 8));
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) {
        const voxel = [i, j, k];
        let distance = 0n;
        voxel.forEach((index, a) => {
          if (shape !== 'disc' || a !== axis)
            distance += ((BigInt(8 * index) - centre[a]) * BigInt(spacingUm[a])) ** 2n;
        });
        const inSlice = shape === 'sphere' || voxel[axis] === nearest[axis];
        const isUnder = voxel.every((index, a) => index === nearest[a]);
        if (isUnder || (inSlice && distance <= (8n * BigInt(radiusUm)) ** 2n)) voxels.add(`${i},${j},${k}`);
      }
  return voxels;
}

/** The stamps' centres, with exact rational arithmetic. */
function centresOracle({ spacingUm }: Grid, { radiusUm, points }: StrokeShape): bigint[][] {
  const at = (n: number) => [...points.subarray(3 * n, 3 * n + 3)].map(BigInt);
  const centres = [at(0)];
  for (let n = 1; n < points.length / 3; n++) {
    const [from, to] = [at(n - 1), at(n)];
    let steps = 0;
    for (let a = 0; a < 3; a++) {
      const stride = Math.max(4, Math.floor(radiusUm / spacingUm[a]));
      steps = Math.max(steps, Math.ceil(Math.abs(Number(to[a] - from[a])) / stride));
    }
    if (steps > 0 && steps % 2 === 0) steps++;
    for (let step = 1n; step <= BigInt(steps); step++)
      centres.push(from.map((start, a) => start + roundedQuotient((to[a] - start) * step, BigInt(steps))));
  }
  return centres;
}

function roundedQuotient(a: bigint, b: bigint): bigint {
  const magnitude = (2n * (a < 0n ? -a : a) + b) / (2n * b);
  return a < 0n ? -magnitude : magnitude;
}

describe('rasteriseStroke', () => {
  it('[VO20] equals the definition, voxel by voxel, in exact arithmetic', () => {
    fc.assert(
      fc.property(
        arbitraryGrid(14).chain((grid) => fc.tuple(fc.constant(grid), arbitraryStroke(grid))),
        ([grid, stroke]) => {
          const expected = new Set<string>();
          for (const centre of centresOracle(grid, stroke))
            for (const voxel of stampOracle(grid, stroke, centre)) expected.add(voxel);
          const inside = [...expected].filter((text) =>
            text.split(',').every((index, a) => +index >= 0 && +index < grid.dims[a]),
          );
          expect([...voxelsOf(grid, stroke)].sort()).toEqual(inside.sort());
        },
      ),
      { numRuns: 150 },
    );
  });

  it('[VO21] gives a stroke and its reverse the same voxels', () => {
    fc.assert(
      fc.property(arbitraryCase, ([grid, stroke]) => {
        const reversed: number[] = [];
        for (let p = stroke.points.length - 3; p >= 0; p -= 3) reversed.push(...stroke.points.subarray(p, p + 3));
        expect(voxelsOf(grid, { ...stroke, points: Int32Array.from(reversed) })).toEqual(voxelsOf(grid, stroke));
      }),
    );
  });

  it('[VO22] mirrors with the image, unless a point lies midway between two voxels', () => {
    fc.assert(
      fc.property(arbitraryCase, fc.constantFrom(0, 1, 2), ([grid, stroke], axis) => {
        fc.pre(centresOracle(grid, stroke).every((centre) => (centre[axis] + 4n) % 8n !== 0n));
        const last = grid.dims[axis] - 1;
        const points = stroke.points.map((value, p) => (p % 3 === axis ? 8 * last - value : value));
        const mirrored = [...voxelsOf(grid, stroke)].map((text) =>
          text
            .split(',')
            .map((index, a) => (a === axis ? last - Number(index) : Number(index)))
            .join(','),
        );
        expect(voxelsOf(grid, { ...stroke, points })).toEqual(new Set(mirrored));
      }),
    );
  });

  it('[VO23] moves with its points by whole voxels', () => {
    const shift = [3, -2, 5];
    fc.assert(
      fc.property(arbitraryCase, ([{ spacingUm }, stroke]) => {
        const grid: Grid = { dims: [120, 120, 120], spacingUm };
        const centred = stroke.points.map((value) => Math.min(value, 200) + 8 * 45);
        const here = voxelsOf(grid, { ...stroke, points: centred });
        const there = voxelsOf(grid, { ...stroke, points: centred.map((value, p) => value + 8 * shift[p % 3]) });
        const moved = [...here].map((text) =>
          text
            .split(',')
            .map((index, a) => Number(index) + shift[a])
            .join(','),
        );
        expect(there).toEqual(new Set(moved));
      }),
      { numRuns: 40 },
    );
  });

  it('[VO24] a disc on a slice lies inside of the sphere', () => {
    fc.assert(
      fc.property(arbitraryCase, ([grid, stroke]) => {
        const points = stroke.points.map((value, p) =>
          p % 3 === stroke.axis ? 8 * (stroke.points[stroke.axis] >> 3) : value,
        );
        const sphere = voxelsOf(grid, { ...stroke, points, shape: 'sphere' });
        for (const voxel of voxelsOf(grid, { ...stroke, points, shape: 'disc' })) expect(sphere.has(voxel)).toBe(true);
      }),
    );
  });

  it('[VO25] paints the voxel under the point, however small the radius, and leaves no gap on the way', () => {
    const grid: Grid = { dims: [64, 64, 64], spacingUm: [1000, 1000, 1000] };
    for (const shape of ['disc', 'sphere'] as const) {
      const stroke = { shape, axis: 2, radiusUm: 0 } as const;
      expect(voxelsOf(grid, { ...stroke, points: Int32Array.of(83, 84, 77) })).toEqual(new Set(['10,11,10']));
      const line = voxelsOf(grid, { ...stroke, points: Int32Array.of(0, 0, 0, 8 * 63, 8 * 20, 8 * 40) });
      const sorted = [...line].map((text) => text.split(',').map(Number)).sort((a, b) => a[0] - b[0]);
      for (let n = 1; n < sorted.length; n++)
        for (let a = 0; a < 3; a++) expect(Math.abs(sorted[n][a] - sorted[n - 1][a])).toBeLessThanOrEqual(1);
    }
  });

  it('[VO26] a ball has the volume of a ball, also on thick slices', () => {
    for (const spacingUm of [
      [1000, 1000, 1000],
      [700, 900, 2500],
    ] as const) {
      const grid: Grid = { dims: [128, 128, 64], spacingUm };
      const count = voxelsOf(grid, {
        shape: 'sphere',
        axis: 2,
        radiusUm: 20_000,
        points: Int32Array.of(512, 512, 256),
      }).size;
      const volume = (count * spacingUm[0] * spacingUm[1] * spacingUm[2]) / 1e9;
      expect(volume / ((4 / 3) * Math.PI * 20 ** 3)).toBeCloseTo(1, 1.5);
    }
  });

  it('[VO27] bounds the work of a stroke beforehand', () => {
    const grid: Grid = { dims: [512, 512, 300], spacingUm: [1000, 1000, 1000] };
    const points = Int32Array.from({ length: 150 }, (_, p) => 8 * (100 + p));
    expect(strokeCost(grid, { shape: 'sphere', axis: 2, radiusUm: 20_000, points })).toBeLessThan(300_000);
    const zigzag = Int32Array.from({ length: 12_000 }, (_, p) => (p % 6 < 3 ? 0 : 2000));
    expect(strokeCost(grid, { shape: 'sphere', axis: 2, radiusUm: 500_000, points: zigzag })).toBeGreaterThan(2 ** 28);
  });
});

describe('isqrt', () => {
  it('[VO28] is the exact integer square root', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 26 - 1 }), fc.constantFrom(-1, 0, 1), (root, nudge) => {
        const n = Math.max(0, root * root + nudge);
        const result = BigInt(isqrt(n));
        expect(result * result <= BigInt(n) && (result + 1n) ** 2n > BigInt(n)).toBe(true);
      }),
    );
  });
});
