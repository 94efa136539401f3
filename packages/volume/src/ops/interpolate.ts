import type { Grid } from '../grid.ts';
import type { Labelmap } from '../labelmap.ts';
import { planeAxes } from '../region.ts';
import { Changes, type Part, partOf } from './changes.ts';
import { squaredDistance } from './distance.ts';

/** A blend that is 0 but for rounding is 0, whichever slice comes first. */
const SLACK_MM = 1e-9;

/**
 * Shape-based interpolation (Raya & Udupa 1990): between two slices along `axis` that hold the label, with others between them
 * that do not, each of those gets the voxels where the linear blend of the two slices' signed distances is at least 0. Distances are in the
 * plane, mm, to the edge of the shape: positive inside. Slices that hold the label are left as they are. Returns changes.
 */
export function interpolateSlices(grid: Grid, labels: Labelmap, label: number, axis: 0 | 1 | 2): Labelmap {
  const changes = new Changes(labels);
  const part = partOf(labels, label);
  if (!part) return changes.labelmap;
  const slices = slicesWith(part, axis);
  for (const [n, slice] of slices.entries()) {
    const next = slices[n + 1];
    if (next === undefined || next === slice + 1) continue;
    const [before, after] = [slice, next].map((at) => signedDistance(grid, part, axis, at));
    for (let at = slice + 1; at < next; at++) {
      const share = (at - slice) / (next - slice);
      forEachOfSlice(part, axis, at, (index, n, i, j, k) => {
        const blend = (1 - share) * before[n] + share * after[n];
        if (blend >= -SLACK_MM && part.mask[index] === 0) changes.write(i, j, k, label);
      });
    }
  }
  return changes.labelmap;
}

/** Slices of the part that hold something, ascending. */
function slicesWith(part: Part, axis: 0 | 1 | 2): number[] {
  const found: number[] = [];
  for (let at = 0; at < part.dims[axis]; at++) {
    let isEmpty = true;
    forEachOfSlice(part, axis, at, (index) => {
      if (part.mask[index] === 1) isEmpty = false;
    });
    if (!isEmpty) found.push(at);
  }
  return found;
}

/** Distance in the plane to the nearest voxel on the other side, mm: positive inside, negative outside. */
function signedDistance(grid: Grid, part: Part, axis: 0 | 1 | 2, slice: number): Float64Array {
  const [u, v] = planeAxes(axis);
  // One voxel more on every side: a shape that fills the box ends at its border.
  const [du, dv] = [part.dims[u] + 2, part.dims[v] + 2];
  const inside = new Uint8Array(du * dv);
  const place = (n: number) => (n % part.dims[u]) + 1 + du * (Math.floor(n / part.dims[u]) + 1);
  forEachOfSlice(part, axis, slice, (index, n) => {
    inside[place(n)] = part.mask[index];
  });
  const spacing = [grid.spacingUm[u] / 1000, grid.spacingUm[v] / 1000, 1] as const;
  const toInside = squaredDistance(inside, [du, dv, 1], spacing, [0, 1]);
  const toOutside = squaredDistance(
    inside.map((one) => 1 - one),
    [du, dv, 1],
    spacing,
    [0, 1],
  );
  return Float64Array.from({ length: part.dims[u] * part.dims[v] }, (_, n) => {
    const at = place(n);
    return inside[at] === 1 ? Math.sqrt(toOutside[at]) : -Math.sqrt(toInside[at]);
  });
}

/** The voxels of one slice of a part: index in the part, number in the slice (u fastest), and place in the image. */
function forEachOfSlice(
  { from, dims }: Part,
  axis: 0 | 1 | 2,
  slice: number,
  visit: (index: number, n: number, i: number, j: number, k: number) => void,
): void {
  const [u, v] = planeAxes(axis);
  const at = [0, 0, 0];
  at[axis] = slice;
  let n = 0;
  for (at[v] = 0; at[v] < dims[v]; at[v]++)
    for (at[u] = 0; at[u] < dims[u]; at[u]++)
      visit(at[0] + dims[0] * (at[1] + dims[1] * at[2]), n++, at[0] + from[0], at[1] + from[1], at[2] + from[2]);
}
