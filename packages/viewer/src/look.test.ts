import { affine, closestRas, type Vec3 } from '@scholia/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phantomAffine } from '../harness/phantom.ts';
import { isNavigationKey, tellNavigation } from './input/navigation.ts';
import type { PointerActions } from './input/pointer-input.ts';
import { cameraOf, lookAs } from './look.ts';
import { ViewModel } from './model.ts';
import { Orientation } from './space/orientation.ts';
import { PLANE_NAMES } from './space/plane.ts';

const DIMS = [60, 48, 40] as const;
const SPACING = [1.1, 1.6, 2.4] as const;

function open(width: number, height: number, radiological = true): ViewModel {
  const model = new ViewModel(radiological);
  model.size = { width, height, ratio: 1 };
  const map = closestRas(affine('ijk', 'ras', phantomAffine(DIMS, SPACING)));
  model.open(new Orientation(map, DIMS, SPACING), { dims: DIMS, spacingUm: [1100, 1600, 2400] });
  return model;
}

const voxel: fc.Arbitrary<Vec3> = fc.tuple(fc.nat(DIMS[0] - 1), fc.nat(DIMS[1] - 1), fc.nat(DIMS[2] - 1));

describe('lookAs', () => {
  it('shows on another screen, mirrored or not, the slices, the centre and the extent that the other has', () => {
    fc.assert(
      fc.property(
        voxel,
        fc.constantFrom(...PLANE_NAMES),
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.boolean(),
        (ijk, plane, mmPerPixel, radiological) => {
          const [leader, follower] = [open(1400, 900), open(700, 1000, radiological)];
          const { orientation } = leader;
          if (!orientation) throw new Error('open has set the orientation');
          leader.setCrosshair(orientation.toCanonical(ijk));
          leader.setCamera(plane, { centreMm: [20, 30], mmPerPixel });
          const look = { crosshair: ijk, axis: orientation.fileAxis(plane), camera: cameraOf(leader, plane) };
          lookAs(follower, look);
          expect(follower.crosshair).toEqual(leader.crosshair);
          const seen = cameraOf(follower, plane);
          for (const axis of [0, 1, 2]) expect(seen?.centre[axis]).toBeCloseTo(look.camera?.centre[axis] ?? NaN, 1);
          expect(seen?.spanMm).toBeCloseTo(look.camera?.spanMm ?? Number.NaN, 1);
          // The same again is no movement: two who look alike do not send each other pictures for ever.
          expect(lookAs(follower, look)).toBe(false);
        },
      ),
    );
  });

  it('stays in the image and at zooms that one can come back from, whatever it is told', () => {
    const wild = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(wild, wild, wild), fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (centre, spanMm) => {
        const model = open(1400, 900);
        lookAs(model, { crosshair: centre, axis: 2, camera: { centre, spanMm } });
        for (const axis of [0, 1, 2] as const) {
          expect(model.crosshair[axis]).toBeGreaterThanOrEqual(0);
          expect(model.crosshair[axis]).toBeLessThan(model.orientation?.dims[axis] ?? 0);
        }
        for (const { camera } of model.views) {
          expect(camera.mmPerPixel).toBeGreaterThanOrEqual(0.005);
          expect(camera.mmPerPixel).toBeLessThanOrEqual(20);
          for (const mm of camera.centreMm) expect(Math.abs(mm)).toBeLessThan(1000);
        }
      }),
    );
  });

  it('does nothing before an image is open', () => {
    expect(lookAs(new ViewModel(true), { crosshair: [1, 2, 3] })).toBe(false);
  });
});

describe('tellNavigation', () => {
  it('tells of what moves the views or begins work, before it happens, and of nothing else', () => {
    const log: string[] = [];
    const names = ['begin', 'zoom', 'scroll', 'scrollTo', 'moveCrosshair', 'maximise', 'hover', 'turn', 'resizeBrush'];
    const actions = Object.fromEntries(names.map((name) => [name, () => log.push(name)]));
    const told = tellNavigation(actions as unknown as PointerActions, () => log.push('told'));
    for (const name of names) (told[name as 'complete'] as () => void)();
    expect(log.join(' ')).toBe(
      'told begin told zoom told scroll told scrollTo told moveCrosshair told maximise hover turn resizeBrush',
    );
    expect(isNavigationKey('slice.next')).toBe(true);
    expect(isNavigationKey('edit.undo')).toBe(false);
  });
});
