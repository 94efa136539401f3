import { affine, closestRas } from '@scholia/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phantomAffine } from '../../harness/phantom.ts';
import { axisMapOf } from '../stage/axis-map.ts';
import { stageTile } from '../stage/tiles.ts';
import { tilesOf } from './layout.ts';
import { Orientation } from './orientation.ts';
import {
  fitCamera,
  orientationLetters,
  PLANE_NAMES,
  PLANES,
  type PlaneView,
  panBy,
  toScreen,
  toVoxel,
  zoomAt,
} from './plane.ts';

const DIMS = [60, 48, 40] as const;
const SPACING = [1.1, 1.6, 2.4] as const;
const MAP = closestRas(affine('ijk', 'ras', phantomAffine(DIMS, SPACING)));
const ORIENTATION = new Orientation(MAP, DIMS, SPACING);

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const view: fc.Arbitrary<PlaneView> = fc.record({
  plane: fc.constantFrom(...PLANE_NAMES),
  rect: fc.constant({ left: 37, top: 12, width: 501, height: 333 }),
  camera: fc.record({
    centreMm: fc.tuple(number(-50, 150), number(-50, 150)),
    mmPerPixel: number(0.02, 3),
  }),
  mirrored: fc.boolean(),
  spacing: fc.constant(ORIENTATION.spacing),
});
const point = fc.tuple(number(0, 600), number(0, 400));

describe('plane', () => {
  it('screen -> voxel -> screen is the same point', () => {
    fc.assert(
      fc.property(view, point, (v, at) => {
        const [x, y] = toScreen(v, toVoxel(v, at, 7));
        expect(Math.hypot(x - at[0], y - at[1])).toBeLessThan(1e-6);
      }),
    );
  });

  it('zooming keeps what is under the pointer; panning takes it along', () => {
    fc.assert(
      fc.property(view, point, number(0.5, 2), (v, at, factor) => {
        const before = toVoxel(v, at, 7);
        const [x, y] = toScreen({ ...v, camera: zoomAt(v, factor, at) }, before);
        expect(Math.hypot(x - at[0], y - at[1])).toBeLessThan(1e-6);
        const [px, py] = toScreen({ ...v, camera: panBy(v, [5, -9]) }, before);
        expect(Math.hypot(px - at[0] - 5, py - at[1] + 9)).toBeLessThan(1e-6);
      }),
    );
  });

  it('fits the whole image', () => {
    const rect = { left: 0, top: 0, width: 300, height: 500 };
    for (const plane of PLANE_NAMES) {
      const camera = fitCamera(plane, rect, ORIENTATION.dims, ORIENTATION.spacing);
      const v: PlaneView = { plane, rect, camera, mirrored: true, spacing: ORIENTATION.spacing };
      for (const corner of [[-0.5, -0.5, -0.5], ORIENTATION.dims.map((d) => d - 0.5)]) {
        const [x, y] = toScreen(v, [corner[0], corner[1], corner[2]]);
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(300);
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(500);
      }
    }
  });

  it('letters follow the convention', () => {
    expect(orientationLetters('axial', true)).toEqual(['R', 'A', 'L', 'P']);
    expect(orientationLetters('coronal', false)).toEqual(['L', 'S', 'R', 'I']);
    expect(orientationLetters('sagittal', true)).toEqual(['A', 'S', 'P', 'I']);
  });
});

describe('Orientation', () => {
  it('file -> canonical -> file is the same voxel, and the strides agree', () => {
    const index = fc.tuple(fc.nat(DIMS[0] - 1), fc.nat(DIMS[1] - 1), fc.nat(DIMS[2] - 1));
    fc.assert(
      fc.property(index, (ijk) => {
        const [x, y, z] = ORIENTATION.toCanonical(ijk);
        expect(ORIENTATION.toFile([x, y, z])).toEqual(ijk);
        const { offset, stride } = ORIENTATION.strides;
        const linear = offset + ijk[0] * stride[0] + ijk[1] * stride[1] + ijk[2] * stride[2];
        expect(x + ORIENTATION.dims[0] * (y + ORIENTATION.dims[1] * z)).toBe(linear);
      }),
    );
  });

  it('planes and stored axes belong together', () => {
    for (const plane of PLANE_NAMES) {
      expect(ORIENTATION.planeOf(ORIENTATION.fileAxis(plane))).toBe(plane);
      const last = ORIENTATION.dims[PLANES[plane].normal] - 1;
      expect(ORIENTATION.flipSlice(plane, ORIENTATION.flipSlice(plane, last))).toBe(last);
    }
  });

  it("reads Niivue's permutation", () => {
    expect(axisMapOf([-3, -1, 2])).toEqual({ perm: [2, 0, 1], flip: [true, true, false] });
  });
});

describe('tiles', () => {
  it('never overlap and never leave the canvas, at any size and pixel ratio', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 3000 }),
        fc.integer({ min: 40, max: 2000 }),
        number(1, 3),
        (w, h, ratio) => {
          const tiles = tilesOf('quad', w, h).map((tile) => stageTile(tile, ratio).rect);
          for (const [left, top, width, height] of tiles) {
            expect(width).toBeGreaterThan(0);
            expect(left + width).toBeLessThanOrEqual(Math.round(w * ratio));
            expect(top + height).toBeLessThanOrEqual(Math.round(h * ratio));
          }
          expect(tiles[0][0] + tiles[0][2]).toBeLessThanOrEqual(tiles[1][0]);
          expect(tiles[0][1] + tiles[0][3]).toBeLessThanOrEqual(tiles[2][1]);
        },
      ),
    );
  });
});
