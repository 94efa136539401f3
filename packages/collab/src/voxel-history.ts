import type { Digest } from '@scholia/core';
import { brickOffset, type Dims, type Grid, Labelmap, type VoxelBox } from '@scholia/volume';
import { reachOf } from './brick-candidates.ts';
import { footprintOf } from './footprint.ts';
import { isWriting, type OperationEntry } from './operation.ts';
import { compareEntries } from './order.ts';
import { UndoIndex } from './undo-index.ts';

/** One write to a voxel. */
export interface VoxelWrite<Entry extends OperationEntry = OperationEntry> {
  readonly entry: Entry;
  /** The label that it wrote; 0 if it erased. */
  readonly value: number;
}

/**
 * Everything that counts and wrote the label of one voxel (ijk), in total order; the last is what `Fold.blame` names. No
 * fold is needed for it: only the operations whose shape may reach the voxel are rasterised. An operation whose blob
 * `blobOf` lacks writes nothing.
 */
export function voxelHistory<Entry extends OperationEntry>(
  grid: Grid,
  entries: readonly Entry[],
  ijk: Dims,
  blobOf: (digest: Digest) => Labelmap | undefined,
): VoxelWrite<Entry>[] {
  const undo = new UndoIndex();
  undo.add(entries);
  const reaching = entries.filter(
    ({ id, op }) => isWriting(op) && op.layer === 'labels' && undo.isActive(id) && contains(reachOf(grid, { op }), ijk),
  );
  const [i, j, k] = ijk;
  const brick = new Labelmap(grid.dims).brickIndex(i, j, k);
  const offset = brickOffset(i, j, k);
  const writes: VoxelWrite<Entry>[] = [];
  for (const entry of reaching.sort(compareEntries)) {
    if (!isWriting(entry.op)) continue;
    const value = footprintOf(grid, entry.op, blobOf)?.labelAt(brick, offset, writes.at(-1)?.value ?? 0);
    if (value !== undefined) writes.push({ entry, value });
  }
  return writes;
}

const contains = ({ from, to }: VoxelBox, ijk: Dims) => ijk.every((at, axis) => from[axis] <= at && at <= to[axis]);
