import { type Dims, voxelCount } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';
import { refusal } from '../refusals.ts';
import { fillOutline } from './fill-outline.ts';

/** What the closed curves of one label say. */
export interface Outlines {
  /** On the image's grid: the label on and in a curve, OUTSIDE around it in its slice, 0 in slices without a curve. */
  readonly claims: Uint8Array;
  /** The longest side, in mm, of the curves' bounding box within their slices. */
  readonly extentMm: number;
}

/**
 * Fills the curves that the voxels with `label` form, each in its slice perpendicular to one axis: that which has the fewest
 * slices with such voxels. There must be one. Refuses 'open-curve' when a slice has curves of which none encloses anything.
 */
export function outlinesOf(prompts: Uint8Array, label: number, dims: Dims, spacingMm: PerAxis): Outlines {
  const slices = slicesWith(prompts, label, dims);
  const counts = slices.map((axisSlices) => axisSlices.length);
  // Of axes alike the last: the slices of most images are stacked along k.
  const axis = counts.lastIndexOf(Math.min(...counts));
  const strides = [1, dims[0], dims[0] * dims[1]];
  const [u, v] = [0, 1, 2].filter((other) => other !== axis);
  const claims = new Uint8Array(voxelCount(dims));
  const curve = new Uint8Array(dims[u] * dims[v]);
  for (const slice of slices[axis]) {
    const first = slice * strides[axis];
    for (let y = 0, at = 0; y < dims[v]; y++)
      for (let x = 0; x < dims[u]; x++, at++)
        curve[at] = prompts[first + x * strides[u] + y * strides[v]] === label ? 1 : 0;
    const filled = fillOutline(curve, dims[u]);
    if (!filled) throw openCurve('ijk'[axis], slice, label);
    for (let y = 0, at = 0; y < dims[v]; y++)
      for (let x = 0; x < dims[u]; x++, at++)
        claims[first + x * strides[u] + y * strides[v]] = filled[at] === 1 ? label : OUTSIDE;
  }
  const extentMm = Math.max(
    ...[u, v].map((side) => (Math.max(...slices[side]) - Math.min(...slices[side]) + 1) * spacingMm[side]),
  );
  return { claims, extentMm };
}

/** For each axis the indices, in order, of the slices that have a voxel with `label`. */
function slicesWith(prompts: Uint8Array, label: number, [di, dj, dk]: Dims): readonly (readonly number[])[] {
  const found = [new Uint8Array(di), new Uint8Array(dj), new Uint8Array(dk)];
  for (let at = prompts.indexOf(label); at !== -1; at = prompts.indexOf(label, at + 1)) {
    found[0][at % di] = 1;
    found[1][Math.floor(at / di) % dj] = 1;
    found[2][Math.floor(at / (di * dj))] = 1;
  }
  return found.map((isFound) => [...isFound.keys()].filter((index) => isFound[index] === 1));
}

const openCurve = (axis: string, slice: number, label: number) =>
  refusal('open-curve', 'An outline is not closed, or has nothing inside. Draw it all the way around the structure.', {
    label,
    axis,
    slice,
  });
