import type { Effort } from '../effort.ts';
import type { Codes } from './codes.ts';
import type { Tree } from './tree.ts';

/** Cells that go through one tree before the next is taken, so that the tree stays in the fastest memory. */
const BLOCK = 4096;

/**
 * Probabilities of each class, the mean of what the trees' leaves say, for a block of cells after the other: `each` gets
 * the first cell of a block and `cell * classes + class` of its cells, in an array that the next block overwrites.
 * Source: Breiman, "Random Forests", Machine Learning 2001.
 */
export async function predict(
  trees: readonly Tree[],
  classes: number,
  codes: Codes,
  effort: Effort,
  each: (first: number, probabilities: Float64Array) => void,
): Promise<void> {
  const cells = codes.bytes.length / codes.features;
  const levels = trees.reduce((sum, tree) => sum + tree.levels, 0);
  const sums = new Float64Array(BLOCK * classes);
  for (let first = 0; first < cells; first += BLOCK) {
    const end = Math.min(cells, first + BLOCK);
    const block = sums.subarray(0, (end - first) * classes);
    block.fill(0);
    for (const tree of trees) addLeaves(tree, classes, codes, first, end, block);
    for (let n = 0; n < block.length; n++) block[n] /= trees.length;
    each(first, block);
    if (effort.isDue(BLOCK * levels)) await effort.breathe(end / cells);
  }
}

function addLeaves(
  { levels, nodes, leaves }: Tree,
  classes: number,
  { features, bytes }: Codes,
  first: number,
  end: number,
  sums: Float64Array,
): void {
  const firstLeaf = 2 ** levels - 1;
  for (let cell = first, to = 0; cell < end; cell++, to += classes) {
    const own = cell * features;
    let node = 0;
    // Without a branch: the sign of threshold - code says which way.
    for (let level = 0; level < levels; level++) {
      const split = nodes[node];
      node = 2 * node + 1 + (((split & 255) - bytes[own + (split >>> 8)]) >>> 31);
    }
    const leaf = (node - firstLeaf) * classes;
    for (let c = 0; c < classes; c++) sums[to + c] += leaves[leaf + c];
  }
}
