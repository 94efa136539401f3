import { affine, closestRas, type Vec3 } from '@scholia/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phantomAffine } from '../../harness/phantom.ts';
import { sliderText } from '../input/slice-sliders.ts';
import { Orientation } from '../space/orientation.ts';
import { fitCamera, PLANE_NAMES, PLANES, type Plane, type PlaneView, toScreen } from '../space/plane.ts';
import { brushMark } from './brush-mark.ts';
import { spread } from './markings.ts';
import { peerMark, peerTicks } from './peers.ts';
import type { Peer } from './scene.ts';

const DIMS = [60, 48, 40] as const;
const SPACING = [1.1, 1.6, 2.4] as const;
const ORIENTATION = new Orientation(closestRas(affine('ijk', 'ras', phantomAffine(DIMS, SPACING))), DIMS, SPACING);
const MIDDLE: Vec3 = [20, 20, 20];

const rect = { left: 0, top: 0, width: 600, height: 600 };
const viewOf = (plane: Plane): PlaneView => {
  const camera = fitCamera(plane, rect, ORIENTATION.dims, ORIENTATION.spacing);
  return { plane, rect, camera, mirrored: true, spacing: ORIENTATION.spacing };
};
/** Somebody who points at a canonical voxel in a plane. */
const peerAt = (voxel: Vec3, plane: Plane, more: Partial<Peer> = {}): Peer => ({
  userId: 'u1',
  name: 'reader-1',
  color: '#12ab34',
  view: {
    axis: ORIENTATION.fileAxis(plane),
    slice: ORIENTATION.flipSlice(plane, voxel[PLANES[plane].normal]),
  },
  ijk: ORIENTATION.toFile(voxel),
  tool: 'brush',
  radiusUm: 10_000,
  label: 1,
  shape: 'disc',
  ...more,
});
const moved = (plane: Plane, slices: number): Vec3 =>
  MIDDLE.map((v, axis) => v + (axis === PLANES[plane].normal ? slices : 0)) as [number, number, number];

describe('peerMark', () => {
  it('is full on the slice pointed at, fainter with each slice away, and gone after four', () => {
    for (const plane of PLANE_NAMES) {
      const scene = { orientation: ORIENTATION, crosshair: MIDDLE };
      const alphas = [0, 1, 2, 3, 4].map(
        (slices) => peerMark(scene, viewOf(plane), peerAt(moved(plane, slices), plane))?.alpha ?? 0,
      );
      expect(alphas[0]).toBe(1);
      for (let n = 1; n < 5; n++) expect(alphas[n]).toBeLessThan(alphas[n - 1]);
      expect(alphas[4]).toBeGreaterThan(0.15);
      expect(peerMark(scene, viewOf(plane), peerAt(moved(plane, 5), plane))).toBeUndefined();
      expect(peerMark(scene, viewOf(plane), peerAt(moved(plane, -5), plane))).toBeUndefined();
    }
  });

  it('stands where they point, with a ring of the brush\u2019s true radius', () => {
    const view = viewOf('axial');
    const mark = peerMark({ orientation: ORIENTATION, crosshair: MIDDLE }, view, peerAt(MIDDLE, 'axial'));
    expect(mark?.at).toEqual(toScreen(view, MIDDLE));
    expect(mark?.isHere).toBe(true);
    expect(mark?.brush).toEqual({ type: 'circle', radius: 10 / view.camera.mmPerPixel });
  });

  it('has no ring without a brush, and is nothing without a cursor or outside of the view', () => {
    const scene = { orientation: ORIENTATION, crosshair: MIDDLE };
    const axial = viewOf('axial');
    for (const tool of ['navigate', 'zoom', 'a tool of tomorrow'])
      expect(peerMark(scene, axial, peerAt(MIDDLE, 'axial', { tool }))?.brush).toBeUndefined();
    expect(peerMark(scene, axial, peerAt(MIDDLE, 'axial', { ijk: null }))).toBeUndefined();
    expect(peerMark(scene, axial, peerAt([9000, 20, 20], 'axial'))).toBeUndefined();
  });
});

describe('brushMark', () => {
  it('shows a disc as its edge in the other planes, and not at all on the next slice', () => {
    const disc = { plane: 'axial', voxel: MIDDLE, radiusMm: 10, isSphere: false } as const;
    expect(brushMark(viewOf('coronal'), MIDDLE, disc)).toMatchObject({ type: 'edge', along: 'x' });
    expect(brushMark(viewOf('sagittal'), MIDDLE, disc)).toMatchObject({ type: 'edge', along: 'x' });
    expect(brushMark(viewOf('axial'), moved('axial', 1), disc)).toBeUndefined();
    const sagittal = { ...disc, plane: 'sagittal' } as const;
    expect(brushMark(viewOf('axial'), MIDDLE, sagittal)).toMatchObject({ type: 'edge', along: 'y' });
  });

  it('cuts a sphere by Pythagoras, in millimetres, in every plane', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLANE_NAMES), fc.integer({ min: -12, max: 12 }), (plane, slices) => {
        const view = viewOf(plane);
        const away = Math.abs(slices) * ORIENTATION.spacing[PLANES[plane].normal];
        const mark = brushMark(view, moved(plane, slices), {
          plane: 'axial',
          voxel: MIDDLE,
          radiusMm: 10,
          isSphere: true,
        });
        if (away > 10) expect(mark).toBeUndefined();
        else {
          const radius = mark?.type === 'circle' ? mark.radius * view.camera.mmPerPixel : Number.NaN;
          expect(radius ** 2 + away ** 2).toBeCloseTo(100, 6);
        }
      }),
    );
  });
});

describe('peerTicks', () => {
  it('has each person on the plane they work in, and fainter where their crosshair is on the others', () => {
    const peer = peerAt(MIDDLE, 'coronal', { crosshair: ORIENTATION.toFile([5, 6, 7]) });
    const ticks = PLANE_NAMES.map((plane) => peerTicks(ORIENTATION, plane, [peer]));
    expect(ticks.map(([tick]) => [tick.slice, tick.isActive])).toEqual([
      [7, false],
      [20, true],
      [5, false],
    ]);
  });

  it('stays on the slider, whatever a stranger says, and leaves out who says nothing', () => {
    const wild = peerAt(MIDDLE, 'axial', { view: { axis: ORIENTATION.fileAxis('axial'), slice: 1e9 } });
    const [{ slice }] = peerTicks(ORIENTATION, 'axial', [wild]);
    expect(slice === 0 || slice === ORIENTATION.dims[2] - 1).toBe(true);
    expect(peerTicks(ORIENTATION, 'axial', [{ ...wild, view: null }])).toEqual([]);
  });
});

describe('sliderText', () => {
  it('says the slice as the view shows it, and who is where on it', () => {
    const model = { orientation: ORIENTATION, crosshair: MIDDLE };
    const shown = ORIENTATION.flipSlice('axial', 20) + 1;
    expect(sliderText(model, 'axial', [peerAt([1, 1, 20], 'axial'), peerAt(MIDDLE, 'coronal')])).toEqual({
      value: 21,
      count: ORIENTATION.dims[2],
      words: `${shown} of ${ORIENTATION.dims[2]}, reader-1 on ${shown}`,
    });
    expect(sliderText({ orientation: undefined, crosshair: MIDDLE }, 'axial', [])).toBeUndefined();
  });
});

describe('spread', () => {
  it('keeps names on one slice apart, in their order', () => {
    expect(spread([100, 100, 40])).toEqual([100, 120, 40]);
    expect(spread([])).toEqual([]);
  });
});
