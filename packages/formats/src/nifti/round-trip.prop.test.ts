import { affine, apply, point, spacingMm } from '@scholia/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzip, readNifti, writeNifti } from '../index.ts';

const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const step = fc.double({ min: 0.1, max: 6, noNaN: true });
const shift = fc.double({ min: -500, max: 500, noNaN: true });
const size = fc.integer({ min: 1, max: 5 });

/** Any orthogonal grid (right- or left-handed), as rows of an affine. */
const orthogonal = fc
  .record({
    turn: fc.tuple(angle, angle, angle),
    spacing: fc.tuple(step, step, step),
    origin: fc.tuple(shift, shift, shift),
    mirror: fc.boolean(),
  })
  .map(({ turn: [a, b, c], spacing, origin, mirror }) => {
    const [sa, ca, sb, cb, sc, cc] = [a, b, c].flatMap((t) => [Math.sin(t), Math.cos(t)]);
    const rotation = [
      [cb * cc, sa * sb * cc - ca * sc, ca * sb * cc + sa * sc],
      [cb * sc, sa * sb * sc + ca * cc, ca * sb * sc - sa * cc],
      [-sb, sa * cb, ca * cb],
    ];
    return rotation.flatMap((row, r) => [
      ...row.map((value, column) => value * spacing[column] * (mirror && column === 2 ? -1 : 1)),
      origin[r],
    ]);
  });
const dims = fc.tuple(size, size, size);
const float32 = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('writeNifti, then readNifti', () => {
  it('keeps dims, voxels and type exactly, and the affine within 1e-4 mm; a second round trip changes nothing', () => {
    const volumes = fc.tuple(orthogonal, dims).chain(([rows, [di, dj, dk]]) => {
      const length = { minLength: di * dj * dk, maxLength: di * dj * dk };
      const data = fc.oneof(
        fc.uint8Array(length),
        fc.int16Array(length),
        fc.array(float32, length).map((values) => Float32Array.from(values)),
      );
      return data.map((voxels) => ({
        rows,
        dims: [di, dj, dk] as const,
        data: voxels as Uint8Array | Int16Array | Float32Array,
      }));
    });
    fc.assert(
      fc.property(volumes, fc.boolean(), ({ rows, dims: given, data }, isPacked) => {
        const grid = affine('ijk', 'ras', [...rows, 0, 0, 0, 1]);
        const file = writeNifti({ dims: given, affine: grid, data });
        const image = readNifti(isPacked ? gzip(file) : file);
        expect(image.dims).toEqual(given);
        expect([...image.data]).toEqual([...data].map((value) => value + 0));
        image.affine.m.forEach((value, n) => {
          expect(Math.abs(value - grid.m[n])).toBeLessThanOrEqual(1e-4);
        });
        expect(readNifti(writeNifti({ ...image, data })).affine.m).toEqual(image.affine.m);
      }),
    );
  });

  it('writes a qform that agrees with the sform, or none', () => {
    fc.assert(
      fc.property(orthogonal, fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)), (rows, [i, j, k]) => {
        const grid = affine('ijk', 'ras', [...rows, 0, 0, 0, 1]);
        const file = writeNifti({ dims: [1, 1, 1], affine: grid, data: Uint8Array.of(1) });
        const { affine: bySform, header } = readNifti(file);
        if (header.qformCode === 0) return;
        new DataView(file.buffer).setInt16(254, 0, true);
        const byQform = readNifti(file).affine;
        const [p, q] = [bySform, byQform].map((each) => apply(each, point('ijk', i, j, k)));
        const spacing = spacingMm(bySform);
        const way = i * spacing[0] + j * spacing[1] + k * spacing[2];
        for (let axis = 0; axis < 3; axis++) expect(Math.abs(p[axis] - q[axis])).toBeLessThan(1e-4 * way + 1e-3);
        spacingMm(byQform).forEach((mm, axis) => {
          expect(mm).toBeCloseTo(spacingMm(bySform)[axis], 4);
        });
      }),
    );
  });

  it('claims no qform for what is nearly a half turn, which float32 cannot tell from one', () => {
    const turned = (angle: number) => {
      const [s, c] = [Math.sin(angle), Math.cos(angle)];
      const grid = affine('ijk', 'ras', [c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
      return readNifti(writeNifti({ dims: [1, 1, 1], affine: grid, data: Uint8Array.of(1) })).header.qformCode;
    };
    expect([Math.PI, 3.14, Math.PI - 3e-4, 1, 0].map(turned)).toEqual([1, 1, 0, 1, 1]);
  });

  it('claims no qform for a sheared grid', () => {
    const sheared = affine('ijk', 'ras', [1, 0.3, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const { header } = readNifti(writeNifti({ dims: [1, 1, 1], affine: sheared, data: Uint8Array.of(1) }));
    expect([header.qformCode, header.sformCode]).toEqual([0, 1]);
  });
});
