import fc from 'fast-check';
import type { Dims, Grid } from '../grid.ts';
import { Labelmap } from '../labelmap.ts';
import { ERASE } from '../patch-codec.ts';

const SPACINGS = [500, 1000, 1400, 3000];

/** Small grids, most of them larger than a brick along i. */
export const arbitrarySmallGrid: fc.Arbitrary<Grid> = fc.record({
  dims: fc.tuple(fc.integer({ min: 1, max: 36 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 })),
  spacingUm: fc.tuple(fc.constantFrom(...SPACINGS), fc.constantFrom(...SPACINGS), fc.constantFrom(...SPACINGS)),
});

/** Labels 0 to 2 in patches, with noise. */
export const arbitraryLabelled = fc
  .tuple(arbitrarySmallGrid, fc.array(fc.nat(), { minLength: 4, maxLength: 12 }), fc.infiniteStream(fc.nat(19)))
  .map(([grid, boxes, noise]) => {
    const [di, dj, dk] = grid.dims;
    const dense = new Uint8Array(di * dj * dk);
    for (const [n, box] of boxes.entries()) {
      const [i, j, k] = [box % di, (box >> 3) % dj, (box >> 6) % dk];
      for (let z = k; z < Math.min(dk, k + 3); z++)
        for (let y = j; y < Math.min(dj, j + 4); y++)
          for (let x = i; x < Math.min(di, i + 9); x++) dense[x + di * (y + dj * z)] = n % 3;
    }
    dense.forEach((_, at) => {
      const { value } = noise.next();
      if (value === 0) dense[at] = at % 3;
    });
    return { grid, dense, labels: Labelmap.fromDense(grid.dims, dense) };
  });

/** The labels after the changes. */
export function applied(labels: Labelmap, changes: Labelmap): Uint8Array {
  const written = changes.toDense();
  return labels.toDense().map((value, at) => (written[at] === 0 ? value : written[at] === ERASE ? 0 : written[at]));
}

/** Voxel ijk of a linear index. */
export function ijkOf([di, dj]: Dims, at: number): Dims {
  return [at % di, Math.floor(at / di) % dj, Math.floor(at / di / dj)];
}

/** Linear indices of the face neighbours; with `axis`, those in the same slice. */
export function neighboursOf(dims: Dims, at: number, axis?: number): number[] {
  const place = ijkOf(dims, at);
  const strides = [1, dims[0], dims[0] * dims[1]];
  return [0, 1, 2]
    .filter((along) => along !== axis)
    .flatMap((along) => [
      ...(place[along] > 0 ? [at - strides[along]] : []),
      ...(place[along] < dims[along] - 1 ? [at + strides[along]] : []),
    ]);
}

/** Squared distance between voxel centres, mm^2. */
export function between({ dims, spacingUm }: Grid, a: number, b: number): number {
  const [p, q] = [ijkOf(dims, a), ijkOf(dims, b)];
  return p.reduce((sum, at, axis) => sum + (((at - q[axis]) * spacingUm[axis]) / 1000) ** 2, 0);
}

/** Everything connected with the first of `start` that lets itself be reached. */
export function connected(
  dims: Dims,
  start: readonly number[],
  accepts: (at: number) => boolean,
  axis?: number,
): Set<number> {
  const found = new Set(start.filter(accepts));
  for (const at of found) for (const next of neighboursOf(dims, at, axis)) if (accepts(next)) found.add(next);
  return found;
}
