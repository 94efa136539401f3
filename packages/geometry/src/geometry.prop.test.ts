import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affine,
  apply,
  canonicalDims,
  canonicalStrides,
  closestRas,
  compose,
  fromCanonical,
  fromCanonicalDims,
  invert,
  lpsToRas,
  point,
  rasToLps,
  reorder,
  restore,
  spacingMm,
  toCanonical,
  type Vec3,
} from './index.ts';

const angle = fc.double({ min: -0.5, max: 0.5, noNaN: true });
const step = fc.double({ min: 0.2, max: 5, noNaN: true });
const shift = fc.double({ min: -300, max: 300, noNaN: true });
const ORDERS = [0, 1, 2, 3, 4, 5].map(
  (n) =>
    [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ][n],
);

/** Rotation about x by a, y by b, z by c, then columns permuted, flipped and scaled: any scanner's grid. */
const grids = fc
  .record({
    angles: fc.tuple(angle, angle, angle),
    spacing: fc.tuple(step, step, step),
    origin: fc.tuple(shift, shift, shift),
    order: fc.constantFrom(...ORDERS),
    signs: fc.tuple(fc.constantFrom(1, -1), fc.constantFrom(1, -1), fc.constantFrom(1, -1)),
  })
  .map(({ angles: [a, b, c], spacing, origin, order, signs }) => {
    const [sa, ca, sb, cb, sc, cc] = [a, b, c].flatMap((t) => [Math.sin(t), Math.cos(t)]);
    const rotation = [
      [cb * cc, sa * sb * cc - ca * sc, ca * sb * cc + sa * sc],
      [cb * sc, sa * sb * sc + ca * cc, ca * sb * sc - sa * cc],
      [-sb, sa * cb, ca * cb],
    ];
    const rows = rotation.flatMap((row, r) => [
      ...[0, 1, 2].map((column) => row[order[column]] * signs[column] * spacing[column]),
      origin[r],
    ]);
    return { grid: affine('ijk', 'ras', [...rows, 0, 0, 0, 1]), spacing, order, signs };
  });
const voxels = fc.tuple(fc.nat(500), fc.nat(500), fc.nat(500));
const dims = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));

const near = (a: readonly number[], b: readonly number[], within: number) => {
  for (let i = 0; i < b.length; i++) expect(Math.abs(a[i] - b[i])).toBeLessThanOrEqual(within);
};

describe('affine', () => {
  it('brings a voxel to RAS mm and back within 1e-6 voxel', () => {
    fc.assert(
      fc.property(grids, voxels, ({ grid }, [i, j, k]) => {
        near(apply(invert(grid), apply(grid, point('ijk', i, j, k))), [i, j, k], 1e-6);
      }),
    );
  });

  it('composes with its inverse to the identity, and knows its spacing', () => {
    fc.assert(
      fc.property(grids, ({ grid, spacing }) => {
        near(compose(invert(grid), grid).m, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], 1e-9);
        near(spacingMm(grid), spacing, 1e-9);
      }),
    );
  });

  it('changes between RAS and LPS by an involution', () => {
    expect(rasToLps(point('ras', 1, 2, 3))).toEqual([-1, -2, 3]);
    expect(lpsToRas(rasToLps(point('ras', 4, -5, 6)))).toEqual([4, -5, 6]);
  });
});

describe('axis map', () => {
  it('finds the axis order and directions that made a grid', () => {
    fc.assert(
      fc.property(grids, ({ grid, order, signs }) => {
        const { perm, flip } = closestRas(grid);
        for (let file = 0; file < 3; file++) {
          expect(perm[order[file]]).toBe(file);
          expect(flip[order[file]]).toBe(signs[file] < 0);
        }
      }),
    );
  });

  it('tells all 48 axis orders apart', () => {
    for (const order of ORDERS)
      for (let bits = 0; bits < 8; bits++) {
        const m = Array(16).fill(0);
        m[15] = 1;
        for (let file = 0; file < 3; file++) m[4 * order[file] + file] = bits & (1 << file) ? -2 : 2;
        const { perm, flip } = closestRas(affine('ijk', 'ras', m));
        for (let file = 0; file < 3; file++) {
          expect(perm[order[file]]).toBe(file);
          expect(flip[order[file]]).toBe((bits & (1 << file)) !== 0);
        }
      }
  });

  it('reorders exactly: restore undoes it, and strides and index maps agree with it', () => {
    fc.assert(
      fc.property(grids, dims, ({ grid }, size: Vec3) => {
        const map = closestRas(grid);
        const file = Int32Array.from({ length: size[0] * size[1] * size[2] }, (_, at) => at * 7 + 3);
        const canonical = reorder(map, size, file);
        expect([...restore(map, size, canonical)]).toEqual([...file]);
        const { offset, stride } = canonicalStrides(map, size);
        const [ci, cj] = canonicalDims(map, size);
        expect(fromCanonicalDims(map, canonicalDims(map, size))).toEqual(size);
        for (let at = 0; at < file.length; at++) {
          const ijk: Vec3 = [at % size[0], Math.floor(at / size[0]) % size[1], Math.floor(at / (size[0] * size[1]))];
          expect(canonical[offset + ijk[0] * stride[0] + ijk[1] * stride[1] + ijk[2] * stride[2]]).toBe(file[at]);
          const xyz = toCanonical(map, size, ijk);
          expect(canonical[xyz[0] + ci * (xyz[1] + cj * xyz[2])]).toBe(file[at]);
          expect(fromCanonical(map, size, xyz)).toEqual(ijk);
        }
      }),
    );
  });
});
