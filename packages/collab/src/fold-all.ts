import type { Digest } from '@scholia/core';
import { decodePatch, ERASE, type Grid, Labelmap, sameDims, voxelCount } from '@scholia/volume';
import { overwritable, rasterise } from './footprint.ts';
import { blobNeededBy, isShaped, isWriting, type OperationEntry, type WritingOperation } from './operation.ts';
import { compareEntries, idText } from './order.ts';

/**
 * The fold, written as simply as it can be: sort, decide what counts, replay everything into two dense volumes.
 * The oracle of `Fold`, and what the offline verifier runs. A blob that is missing, or of another size than the image,
 * writes nothing.
 */
export function foldAll(
  grid: Grid,
  entries: Iterable<OperationEntry>,
  blobs: ReadonlyMap<Digest, Labelmap> | ((digest: Digest) => Labelmap | undefined),
): { labels: Labelmap; prompts: Labelmap } {
  const blobOf = typeof blobs === 'function' ? blobs : (digest: Digest) => blobs.get(digest);
  const known = new Map<string, OperationEntry>();
  for (const entry of entries) if (!known.has(idText(entry.id))) known.set(idText(entry.id), entry);
  const ordered = [...known.values()].sort(compareEntries);
  const undone = new Set<string>();
  for (const { op } of ordered) {
    if (op.type === 'Undo') undone.add(idText(op.target));
    if (op.type === 'Redo') undone.delete(idText(op.target));
  }
  const [di, dj] = grid.dims;
  const layers = { labels: new Uint8Array(voxelCount(grid.dims)), prompts: new Uint8Array(voxelCount(grid.dims)) };
  for (const { id, op } of ordered) {
    if (undone.has(idText(id))) continue;
    if (op.type === 'ClearPrompts') layers.prompts.fill(0);
    if (!isWriting(op)) continue;
    const voxels = layers[op.layer];
    const allowed = overwritable(op.policy, op.locked);
    const write = (index: number, value: number) => {
      if (allowed[voxels[index]] === 1) voxels[index] = value;
    };
    if (isShaped(op))
      rasterise(grid, op, (i0, i1, j, k) => {
        for (let i = i0; i <= i1; i++) write(i + di * (j + dj * k), op.value);
      });
    else
      changesOf(grid, op, blobOf)
        ?.toDense()
        .forEach((value, index) => {
          if (value !== 0) write(index, value === ERASE ? 0 : value);
        });
  }
  return {
    labels: Labelmap.fromDense(grid.dims, layers.labels),
    prompts: Labelmap.fromDense(grid.dims, layers.prompts),
  };
}

function changesOf(
  grid: Grid,
  op: WritingOperation,
  blobOf: (digest: Digest) => Labelmap | undefined,
): Labelmap | undefined {
  if (op.type === 'Patch' && 'patch' in op.content)
    try {
      return decodePatch(op.content.patch, grid.dims);
    } catch {
      return undefined;
    }
  const blob = blobNeededBy(op);
  const changes = blob && blobOf(blob);
  return changes && sameDims(changes.dims, grid.dims) ? changes : undefined;
}
