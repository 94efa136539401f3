import { assert } from '@scholia/core';
import type { Grid } from '../grid.ts';
import type { Labelmap } from '../labelmap.ts';
import { Changes, forEachIn, partOf } from './changes.ts';

/**
 * Median filter of one label: a voxel is of the label if more than half of the voxels around it are, and stays as it is at
 * exactly half. Around: voxels of the image whose centre is at most `radiusMm` away, an ellipsoid in voxels where the spacing differs. Returns changes.
 */
export function smooth(grid: Grid, labels: Labelmap, label: number, radiusMm: number): Labelmap {
  assert(radiusMm >= 0 && radiusMm < Number.POSITIVE_INFINITY, 'a radius is finite and not negative');
  const changes = new Changes(labels);
  const spacing = grid.spacingUm.map((um) => um / 1000);
  const reach = spacing.map((mm) => Math.floor(radiusMm / mm + 1e-9));
  const part = partOf(labels, label, [reach[0], reach[1], reach[2]]);
  if (!part) return changes.labelmap;
  const [di, dj, dk] = part.dims;
  const sums = rowSums(part.mask, di);
  const rows = kernelRows(spacing, radiusMm, reach);
  forEachIn(part, (index, i, j, k) => {
    let inside = 0;
    let all = 0;
    for (const [aj, ak, ai] of rows) {
      if (j + aj < 0 || j + aj >= labels.dims[1] || k + ak < 0 || k + ak >= labels.dims[2]) continue;
      all += Math.min(labels.dims[0] - 1, i + ai) - Math.max(0, i - ai) + 1;
      // Outside of the part nothing is of the label.
      const [y, z] = [j + aj - part.from[1], k + ak - part.from[2]];
      if (y < 0 || y >= dj || z < 0 || z >= dk) continue;
      const x = i - part.from[0];
      const row = (di + 1) * (y + dj * z);
      inside += sums[row + Math.min(di, x + ai + 1)] - sums[row + Math.max(0, x - ai)];
    }
    if (2 * inside > all) changes.write(i, j, k, label);
    else if (2 * inside < all && part.mask[index] === 1) changes.write(i, j, k, 0);
  });
  return changes.labelmap;
}

/** Running sums along i: entry n of a row counts its first n voxels. */
function rowSums(mask: Uint8Array, di: number): Uint16Array | Uint32Array {
  const rows = mask.length / di;
  const sums = new Uint32Array(rows * (di + 1));
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < di; i++) sums[row * (di + 1) + i + 1] = sums[row * (di + 1) + i] + mask[row * di + i];
  return sums;
}

/** Rows of the ellipsoid: [j, k, half length along i] in voxels. */
function kernelRows(spacing: readonly number[], radiusMm: number, reach: readonly number[]) {
  const rows: [number, number, number][] = [];
  for (let k = -reach[2]; k <= reach[2]; k++)
    for (let j = -reach[1]; j <= reach[1]; j++) {
      const left = radiusMm ** 2 - (j * spacing[1]) ** 2 - (k * spacing[2]) ** 2;
      if (left >= -1e-9) rows.push([j, k, Math.floor(Math.sqrt(Math.max(0, left)) / spacing[0] + 1e-9)]);
    }
  return rows;
}
