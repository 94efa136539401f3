/** What a hand does to a box of voxels. Pure; positions are continuous voxels of the stored image, faces are half-way between two. */
import type { Vec3 } from '@scholia/geometry';
import { type BoxShape, type Grid, planeAxes } from '@scholia/volume';
import type { Axis, PointerSample } from '../tool.ts';

/** A face is held by a press this near to it, in CSS pixels. */
const REACH = 8;

/**
 * What a press holds of a box: along each stored axis the lower face (-1), the upper one (1), or neither (0). Two faces are an
 * edge, or a corner on the screen; none at all is the whole box.
 */
export type Grip = readonly [Side, Side, Side];
type Side = -1 | 0 | 1;

/**
 * The box around a rectangle that was drawn from one point to another in a slice across `axis`: as deep as the mean of its sides
 * in mm, as far on either side of the slice, and cut off where the image ends.
 */
export function drawnBox({ dims, spacingUm }: Grid, axis: Axis, first: Vec3, last: Vec3): BoxShape {
  const ends = dims.map((size, along) => [first, last].map((ijk) => clamp(Math.round(ijk[along]), size)));
  const from = ends.map((pair) => Math.min(...pair));
  const to = ends.map((pair) => Math.max(...pair));
  const [u, v] = planeAxes(axis).map((along) => (to[along] - from[along] + 1) * spacingUm[along]);
  const slice = ends[axis][0];
  const beside = Math.round(((u + v) / 2 / spacingUm[axis] - 1) / 2);
  from[axis] = clamp(slice - beside, dims[axis]);
  to[axis] = clamp(slice + beside, dims[axis]);
  return { type: 'box', from: [from[0], from[1], from[2]], to: [to[0], to[1], to[2]] };
}

/** What of the box is held by a press there; undefined beside it, and in a slice that it does not reach. */
export function gripAt({ spacingUm }: Grid, { from, to }: BoxShape, sample: PointerSample): Grip | undefined {
  const { ijk, axis, mmPerPixel } = sample;
  const slice = Math.round(ijk[axis]);
  if (slice < from[axis] || slice > to[axis]) return undefined;
  const grip: [Side, Side, Side] = [0, 0, 0];
  for (const along of planeAxes(axis)) {
    const reach = (1000 * REACH * mmPerPixel) / spacingUm[along];
    const [below, above] = [ijk[along] - (from[along] - 0.5), to[along] + 0.5 - ijk[along]];
    if (Math.min(below, above) < -reach) return undefined;
    // The middle half moves it all, however small it looks.
    const within = Math.min(reach, (to[along] - from[along] + 1) / 4);
    if (Math.min(below, above) <= within) grip[along] = below < above ? -1 : 1;
  }
  return grip;
}

/** The box after what is held of it was dragged: faces do not pass one another, and nothing leaves the image. */
export function draggedBox({ dims }: Grid, { from, to }: BoxShape, grip: Grip, start: Vec3, end: Vec3): BoxShape {
  const [low, high] = [[...from], [...to]];
  const isWhole = grip.every((side) => side === 0);
  for (const [along, size] of dims.entries()) {
    const by = Math.round(end[along] - start[along]);
    if (isWhole) {
      const within = Math.min(size - 1 - to[along], Math.max(-from[along], by));
      low[along] += within;
      high[along] += within;
    }
    if (grip[along] === -1) low[along] = Math.min(to[along], clamp(from[along] + by, size));
    if (grip[along] === 1) high[along] = Math.max(from[along], clamp(to[along] + by, size));
  }
  return { type: 'box', from: [low[0], low[1], low[2]], to: [high[0], high[1], high[2]] };
}

/** The voxel in the middle of a box, or just before it. */
export function middleOf({ from, to }: Pick<BoxShape, 'from' | 'to'>): Vec3 {
  const [i, j, k] = from.map((low, along) => (low + to[along]) >> 1);
  return [i, j, k];
}

const clamp = (at: number, size: number) => Math.min(size - 1, Math.max(0, at));
