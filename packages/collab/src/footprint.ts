import { brickOffset, type Grid, Labelmap, rasteriseRegion, rasteriseStroke } from '@scholia/volume';
import type { MaskOperation, OverwritePolicy, ShapedOperation } from './operation.ts';

/** What an operation would write, brick by brick, before its overwrite policy is looked at. */
export interface Footprint {
  readonly bricks: readonly number[];
  /** Writes one brick (32768 labels, see Labelmap), as far as the policy and the locks allow. */
  write(brick: number, voxels: Uint8Array): void;
  /** Tells each voxel of the brick that it would write, and the label; `voxels` may be changed meanwhile, at that offset. */
  visit(brick: number, voxels: Uint8Array, visitVoxel: (offset: number, value: number) => void): void;
  /** The label that it would leave in a voxel that now holds `current`, or undefined if it leaves the voxel alone. */
  labelAt(brick: number, offset: number, current: number): number | undefined;
  /** Approximate memory, for the cache. */
  readonly bytes: number;
}

/** 256 flags: may a voxel that holds this label be overwritten? */
export function overwritable(policy: OverwritePolicy, locked: readonly number[]): Uint8Array {
  const allowed = new Uint8Array(256);
  if (policy.mode === 'all') allowed.fill(1);
  else allowed[policy.mode === 'onlyEmpty' ? 0 : policy.label] = 1;
  for (const label of locked) allowed[label] = 0;
  return allowed;
}

/** The voxels of a shape as runs along i, inclusive, disjoint, clipped to the grid. */
export function rasterise(
  grid: Grid,
  op: ShapedOperation,
  visitRun: (i0: number, i1: number, j: number, k: number) => void,
): void {
  if (op.type === 'Stroke') rasteriseStroke(grid, op.shape, visitRun);
  else rasteriseRegion(grid, op.shape, visitRun);
}

/** The bricks and voxels of a shape: per brick, pairs (first, last offset) of runs along i. */
export function shapeFootprint(grid: Grid, op: ShapedOperation): Footprint {
  const allowed = overwritable(op.policy, op.locked);
  const layout = new Labelmap(grid.dims);
  const lists = new Map<number, number[]>();
  rasterise(grid, op, (i0, i1, j, k) => {
    for (let i = i0; i <= i1; ) {
      const brick = layout.brickIndex(i, j, k);
      const stop = Math.min(i1, i | 31);
      const first = brickOffset(i, j, k);
      const list = lists.get(brick);
      if (list) list.push(first, first + stop - i);
      else lists.set(brick, [first, first + stop - i]);
      i = stop + 1;
    }
  });
  const runs = new Map<number, Uint16Array>();
  let bytes = 512;
  for (const [brick, list] of lists) {
    runs.set(brick, Uint16Array.from(list));
    bytes += 2 * list.length + 64;
  }
  return {
    bricks: [...runs.keys()],
    bytes,
    write(brick, voxels) {
      const pairs = runs.get(brick) ?? [];
      for (let p = 0; p < pairs.length; p += 2)
        for (let offset = pairs[p]; offset <= pairs[p + 1]; offset++)
          if (allowed[voxels[offset]] === 1) voxels[offset] = op.value;
    },
    visit(brick, voxels, visitVoxel) {
      const pairs = runs.get(brick) ?? [];
      for (let p = 0; p < pairs.length; p += 2)
        for (let offset = pairs[p]; offset <= pairs[p + 1]; offset++)
          if (allowed[voxels[offset]] === 1) visitVoxel(offset, op.value);
    },
    labelAt(brick, offset, current) {
      if (allowed[current] === 0) return undefined;
      const pairs = runs.get(brick) ?? [];
      for (let p = 0; p < pairs.length; p += 2) if (pairs[p] <= offset && offset <= pairs[p + 1]) return op.value;
      return undefined;
    },
  };
}

/** The non-zero voxels of a mask. A mask of another size than the image writes nothing, everywhere alike. */
export function maskFootprint(op: MaskOperation, mask: Labelmap): Footprint {
  const allowed = overwritable(op.policy, op.locked);
  return {
    bricks: [...mask.bricks()].map(([brick]) => brick),
    bytes: 512,
    write(brick, voxels) {
      const source = mask.brick(brick);
      if (!source) return;
      for (let offset = 0; offset < source.length; offset++)
        if (source[offset] !== 0 && allowed[voxels[offset]] === 1) voxels[offset] = source[offset];
    },
    visit(brick, voxels, visitVoxel) {
      const source = mask.brick(brick);
      if (!source) return;
      for (let offset = 0; offset < source.length; offset++)
        if (source[offset] !== 0 && allowed[voxels[offset]] === 1) visitVoxel(offset, source[offset]);
    },
    labelAt(brick, offset, current) {
      const value = mask.brick(brick)?.[offset] ?? 0;
      return value !== 0 && allowed[current] === 1 ? value : undefined;
    },
  };
}
