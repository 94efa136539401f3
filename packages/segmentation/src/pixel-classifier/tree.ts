import type { Random } from '@scholia/core';
import type { Draws } from './samples.ts';
import { CODES } from './scale.ts';
import { SplitSearch } from './split.ts';

/**
 * A complete binary tree, the children of node n at 2n + 1 and 2n + 2. A node is `feature << 8 | threshold`: greater codes
 * go right. Where nothing was left to split every code goes left, so that all ways are equally long and need no test.
 */
export interface Tree {
  readonly levels: number;
  readonly nodes: Uint32Array;
  /** Share of each class among the draws of a leaf: `leaf * classes + class`. */
  readonly leaves: Float32Array;
}

/** A node's word that sends every code to the left. */
const LEFT = CODES - 1;

/**
 * Learns a tree: each node takes the split of least Gini impurity among those of about sqrt(features) features drawn by
 * chance, until draws are of one class, fewer than `2 * minLeaf`, or `depth` levels down.
 */
export function learnTree(
  draws: Draws,
  classes: number,
  { depth, minLeaf }: { depth: number; minLeaf: number },
  random: Random,
): Tree {
  const search = new SplitSearch(draws, classes, minLeaf, random);
  const nodes = new Uint32Array(2 ** depth - 1).fill(LEFT);
  const leaves = new Float32Array(2 ** depth * classes);
  const order = Uint32Array.from({ length: draws.count }, (_, n) => n);
  // Where in `order` the draws of each node of this level are; a node without any begins where it ends.
  let ends = Uint32Array.of(draws.count);
  let levels = 0;
  for (; levels < depth; levels++) {
    const next = new Uint32Array(2 * ends.length);
    let isSplit = false;
    for (let n = 0, from = 0; n < ends.length; from = ends[n++]) {
      const split = search.best(order, from, ends[n]);
      next[2 * n + 1] = ends[n];
      next[2 * n] = split === undefined ? ends[n] : partition(draws, order, from, ends[n], split);
      if (split === undefined) continue;
      nodes[ends.length - 1 + n] = split;
      isSplit = true;
    }
    if (!isSplit) break;
    ends = next;
  }
  for (let leaf = 0, from = 0; leaf < ends.length; from = ends[leaf++]) {
    for (let n = from; n < ends[leaf]; n++) leaves[leaf * classes + draws.classOf[order[n]]]++;
    for (let c = 0; c < classes; c++) leaves[leaf * classes + c] /= Math.max(1, ends[leaf] - from);
  }
  return { levels, nodes: nodes.slice(0, 2 ** levels - 1), leaves: leaves.slice(0, 2 ** levels * classes) };
}

/** Puts what goes left before what goes right, and says where the right begins. */
function partition({ features, codes }: Draws, order: Uint32Array, from: number, end: number, split: number): number {
  const [feature, threshold] = [split >>> 8, split & 255];
  let left = from;
  let right = end;
  while (left < right) {
    const sample = order[left];
    if (codes[sample * features + feature] <= threshold) left++;
    else {
      order[left] = order[--right];
      order[right] = sample;
    }
  }
  return left;
}
