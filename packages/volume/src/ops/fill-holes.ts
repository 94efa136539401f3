import type { Labelmap } from '../labelmap.ts';
import { Changes, forEachIn, partOf } from './changes.ts';
import { islandsOf } from './islands.ts';

/**
 * Gives a label to what it encloses: voxels of anything else from which no way through faces leads out of the box around
 * the label. With `axis`, slice by slice: what is enclosed in a slice of that normal. Returns changes.
 */
export function fillHoles(labels: Labelmap, label: number, axis?: 0 | 1 | 2): Labelmap {
  const changes = new Changes(labels);
  const part = partOf(labels, label);
  if (!part) return changes.labelmap;
  const [di, dj, dk] = part.dims;
  const isOpen = (i: number, j: number, k: number) =>
    (axis !== 0 && (i === 0 || i === di - 1)) ||
    (axis !== 1 && (j === 0 || j === dj - 1)) ||
    (axis !== 2 && (k === 0 || k === dk - 1));
  const outside = part.mask.map((inside) => 1 - inside);
  const slices = axis === undefined ? [{ dims: part.dims, indices: undefined }] : slicesOf(part.dims, axis);
  const isHole = new Uint8Array(outside.length);
  for (const { dims, indices } of slices) {
    const mask = indices ? Uint8Array.from(indices, (index) => outside[index]) : outside;
    const { islands, sizes } = islandsOf({ mask, dims });
    const isEnclosed = sizes.map(() => true);
    const at = (n: number) => (indices ? indices[n] : n);
    islands.forEach((island, n) => {
      const index = at(n);
      const i = index % di;
      const row = (index - i) / di;
      if (island > 0 && isOpen(i, row % dj, Math.floor(row / dj))) isEnclosed[island - 1] = false;
    });
    islands.forEach((island, n) => {
      if (island > 0 && isEnclosed[island - 1]) isHole[at(n)] = 1;
    });
  }
  forEachIn(part, (index, i, j, k) => {
    if (isHole[index] === 1) changes.write(i, j, k, label);
  });
  return changes.labelmap;
}

/** Of each slice, its size as a flat volume, and where its voxels are in the whole. */
function slicesOf([di, dj, dk]: readonly [number, number, number], axis: 0 | 1 | 2) {
  const [count, step] = [
    [di, 1],
    [dj, di],
    [dk, di * dj],
  ][axis];
  const [u, v] = axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1];
  const size = [di, dj, dk];
  const stride = [1, di, di * dj];
  return Array.from({ length: count }, (_, slice) => ({
    dims: [size[u], size[v], 1] as const,
    indices: Uint32Array.from(
      { length: size[u] * size[v] },
      (_, n) => slice * step + (n % size[u]) * stride[u] + Math.floor(n / size[u]) * stride[v],
    ),
  }));
}
