import type { Digest } from '@scholia/core';
import {
  boxInside,
  brickOffset,
  ERASE,
  type Grid,
  Labelmap,
  patchBox,
  rasteriseRegion,
  rasteriseStroke,
  sameDims,
  visitPatch,
} from '@scholia/volume';
import {
  blobNeededBy,
  isShaped,
  type OverwritePolicy,
  type ShapedOperation,
  type WritingOperation,
} from './operation.ts';

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

/**
 * What an operation would write, or undefined while the blob that it needs is not here. A blob of another size than the
 * image writes nothing, everywhere alike.
 */
export function footprintOf(
  grid: Grid,
  op: WritingOperation,
  blobOf: (digest: Digest) => Labelmap | undefined,
): Footprint | undefined {
  if (isShaped(op))
    return runFootprint(grid, op, (visit) => rasterise(grid, op, (i0, i1, j, k) => visit(i0, i1, j, k, op.value)));
  if (op.type === 'Patch' && 'patch' in op.content) {
    const { patch } = op.content;
    return runFootprint(grid, op, (visit) => {
      if (boxInside(grid.dims, patchBox(patch)))
        visitPatch(patch, (i0, i1, j, k, value) => visit(i0, i1, j, k, written(value)));
    });
  }
  const blob = blobNeededBy(op);
  const labels = blob && blobOf(blob);
  return labels && blobFootprint(op, sameDims(labels.dims, grid.dims) ? labels : new Labelmap(grid.dims));
}

/** The label that a value in a patch, or a blob, stands for. */
const written = (value: number) => (value === ERASE ? 0 : value);

/** Runs along i, kept per brick: first and last offset, and the label. */
function runFootprint(
  grid: Grid,
  op: WritingOperation,
  visitRuns: (visit: (i0: number, i1: number, j: number, k: number, value: number) => void) => void,
): Footprint {
  const allowed = overwritable(op.policy, op.locked);
  const layout = new Labelmap(grid.dims);
  const lists = new Map<number, number[]>();
  visitRuns((i0, i1, j, k, value) => {
    for (let i = i0; i <= i1; ) {
      const brick = layout.brickIndex(i, j, k);
      const stop = Math.min(i1, i | 31);
      const first = brickOffset(i, j, k);
      const list = lists.get(brick);
      if (list) list.push(first, first + stop - i, value);
      else lists.set(brick, [first, first + stop - i, value]);
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
      const list = runs.get(brick) ?? [];
      for (let p = 0; p < list.length; p += 3)
        for (let offset = list[p]; offset <= list[p + 1]; offset++)
          if (allowed[voxels[offset]] === 1) voxels[offset] = list[p + 2];
    },
    visit(brick, voxels, visitVoxel) {
      const list = runs.get(brick) ?? [];
      for (let p = 0; p < list.length; p += 3)
        for (let offset = list[p]; offset <= list[p + 1]; offset++)
          if (allowed[voxels[offset]] === 1) visitVoxel(offset, list[p + 2]);
    },
    labelAt(brick, offset, current) {
      if (allowed[current] === 0) return undefined;
      const list = runs.get(brick) ?? [];
      for (let p = 0; p < list.length; p += 3) if (list[p] <= offset && offset <= list[p + 1]) return list[p + 2];
      return undefined;
    },
  };
}

/** The non-zero voxels of a mask, or of a large patch. */
function blobFootprint(op: WritingOperation, labels: Labelmap): Footprint {
  const allowed = overwritable(op.policy, op.locked);
  return {
    bricks: [...labels.bricks()].map(([brick]) => brick),
    bytes: 512,
    write(brick, voxels) {
      const source = labels.brick(brick);
      if (!source) return;
      for (let offset = 0; offset < source.length; offset++)
        if (source[offset] !== 0 && allowed[voxels[offset]] === 1) voxels[offset] = written(source[offset]);
    },
    visit(brick, voxels, visitVoxel) {
      const source = labels.brick(brick);
      if (!source) return;
      for (let offset = 0; offset < source.length; offset++)
        if (source[offset] !== 0 && allowed[voxels[offset]] === 1) visitVoxel(offset, written(source[offset]));
    },
    labelAt(brick, offset, current) {
      const value = labels.brick(brick)?.[offset] ?? 0;
      return value !== 0 && allowed[current] === 1 ? written(value) : undefined;
    },
  };
}
