import { MAX_POINTS } from '@scholia/collab';
import type { Vec3 } from '@scholia/geometry';
import { type Grid, planeAxes, type RegionShape, SUBVOXEL } from '@scholia/volume';
import type { PaintSettings } from '../painting/paint.ts';
import type { Axis } from '../tool.ts';

/** A region under way: each sample changes it. `region` is undefined while it encloses nothing. */
export interface Outline {
  add(ijk: Vec3): void;
  readonly region: RegionShape | undefined;
}

export interface OutlineOptions {
  readonly grid: Grid;
  readonly axis: Axis;
  readonly first: Vec3;
  readonly settings: Pick<PaintSettings, 'shape' | 'radiusMm'>;
}

/** A corner nearer to the last one than this, on both axes, changes nothing that one could see. */
const MIN_STEP = SUBVOXEL / 2;

/** The way of the pointer, closed by a straight line from its end to its beginning. */
export function lassoOutline({ grid, axis, first, settings }: OutlineOptions): Outline {
  const plane = planeAxes(axis);
  const points: number[] = [];
  const add = (ijk: Vec3) => {
    const corner = plane.map((along) => clamp(Math.round(SUBVOXEL * ijk[along]), -4, SUBVOXEL * grid.dims[along] - 5));
    const isNear =
      points.length > 0 && corner.every((at, n) => Math.abs(at - points[points.length - 2 + n]) < MIN_STEP);
    if (!isNear && points.length < 2 * MAX_POINTS) points.push(...corner);
  };
  add(first);
  const [from, to] = depth(grid, axis, first, settings);
  return {
    add,
    get region() {
      if (points.length < 6) return undefined;
      return { type: 'polygon', axis, first: from, last: to, points: Int32Array.from(points) } as const;
    },
  };
}

/** The rectangle between the first voxel and the last. */
export function rectangleOutline({ grid, axis, first, settings }: OutlineOptions): Outline {
  const voxel = (ijk: Vec3) => ijk.map((at, along) => clamp(Math.round(at), 0, grid.dims[along] - 1));
  const start = voxel(first);
  let end = start;
  const [low, high] = depth(grid, axis, first, settings);
  return {
    add(ijk) {
      end = voxel(ijk);
    },
    get region() {
      const [from, to] = [Math.min, Math.max].map((pick) => start.map((at, along) => pick(at, end[along])));
      from[axis] = low;
      to[axis] = high;
      return { type: 'box', from: [from[0], from[1], from[2]], to: [to[0], to[1], to[2]] } as const;
    },
  };
}

/** With a sphere in hand, also the slices within its radius, as a brush would. */
function depth(grid: Grid, axis: Axis, ijk: Vec3, settings: OutlineOptions['settings']): [number, number] {
  const last = grid.dims[axis] - 1;
  const slice = clamp(Math.round(ijk[axis]), 0, last);
  const reach = settings.shape === 'sphere' ? Math.floor((1000 * settings.radiusMm) / grid.spacingUm[axis]) : 0;
  return [Math.max(0, slice - reach), Math.min(last, slice + reach)];
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
