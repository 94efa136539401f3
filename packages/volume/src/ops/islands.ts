import type { Labelmap } from '../labelmap.ts';
import { Changes, forEachIn, type Part, partOf } from './changes.ts';

/** Erases all of a label but its largest piece; of equally large ones the first in ijk order stays. Returns changes. */
export function keepLargestIsland(labels: Labelmap, label: number): Labelmap {
  return eraseIslands(labels, label, (sizes) => {
    // No spread: a noisy label has more pieces than a call takes arguments.
    const largest = sizes.reduce((best, size, island) => (size > sizes[best] ? island : best), 0);
    return (island) => island === largest;
  });
}

/** Erases the pieces of a label that have fewer than `minVoxels` voxels. Returns changes. */
export function dropSmallIslands(labels: Labelmap, label: number, minVoxels: number): Labelmap {
  return eraseIslands(labels, label, (sizes) => (island) => sizes[island] >= minVoxels);
}

/** Pieces are connected by faces. */
function eraseIslands(
  labels: Labelmap,
  label: number,
  keeps: (sizes: readonly number[]) => (island: number) => boolean,
): Labelmap {
  const changes = new Changes(labels);
  const part = partOf(labels, label);
  if (!part) return changes.labelmap;
  const { islands, sizes } = islandsOf(part);
  const isKept = keeps(sizes);
  forEachIn(part, (index, i, j, k) => {
    if (islands[index] > 0 && !isKept(islands[index] - 1)) changes.write(i, j, k, 0);
  });
  return changes.labelmap;
}

/** Number of each voxel's piece, from 1, in the order of their first voxels; 0 outside of the mask. */
export function islandsOf({ mask, dims: [di, dj, dk] }: Pick<Part, 'mask' | 'dims'>): {
  islands: Uint32Array;
  sizes: number[];
} {
  const islands = new Uint32Array(mask.length);
  const sizes: number[] = [];
  const stack: number[] = [];
  const slice = di * dj;
  for (let start = mask.indexOf(1); start >= 0; start = mask.indexOf(1, start + 1)) {
    if (islands[start] > 0) continue;
    const island = sizes.push(0);
    const visit = (index: number) => {
      if (mask[index] === 0 || islands[index] > 0) return;
      islands[index] = island;
      sizes[island - 1]++;
      stack.push(index);
    };
    visit(start);
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      const i = index % di;
      const j = ((index - i) / di) % dj;
      const k = Math.floor(index / slice);
      if (i > 0) visit(index - 1);
      if (i < di - 1) visit(index + 1);
      if (j > 0) visit(index - di);
      if (j < dj - 1) visit(index + di);
      if (k > 0) visit(index - slice);
      if (k < dk - 1) visit(index + slice);
    }
  }
  return { islands, sizes };
}
