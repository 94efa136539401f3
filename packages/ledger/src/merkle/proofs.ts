import { nodeHash, type Sha256, sameHash, splitOf } from './hash.ts';
import { perfectParts, type TileTree } from './tiles.ts';

/** RFC 6962 section 2.1.1: the hashes beside the way from leaf `index` up to the root of the first `size` leaves. */
export async function inclusionProof(tree: TileTree, index: number, size = tree.size): Promise<Uint8Array[]> {
  const walk = async (low: number, high: number): Promise<Uint8Array[]> => {
    if (high - low === 1) return [];
    const split = low + splitOf(high - low);
    return index < split
      ? [...(await walk(low, split)), await tree.hashOf(split, high)]
      : [...(await walk(split, high)), await tree.hashOf(low, split)];
  };
  return await walk(0, size);
}

/** RFC 9162 section 2.1.3.2. `leaf` is the leaf's hash. */
export function verifyInclusion(
  sha256: Sha256,
  proof: readonly Uint8Array[],
  { index, size, leaf, root }: { index: number; size: number; leaf: Uint8Array; root: Uint8Array },
): boolean {
  if (index >= size) return false;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sha256, sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else hash = nodeHash(sha256, hash, sibling);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameHash(hash, root);
}

/** RFC 6962 section 2.1.2: that the tree of `size` leaves begins with the tree of `earlier` leaves, 0 < earlier <= size. */
export async function consistencyProof(tree: TileTree, earlier: number, size = tree.size): Promise<Uint8Array[]> {
  const walk = async (low: number, high: number, isWhole: boolean): Promise<Uint8Array[]> => {
    if (earlier === high) return isWhole ? [] : [await tree.hashOf(low, high)];
    const split = low + splitOf(high - low);
    return earlier <= split
      ? [...(await walk(low, split, isWhole)), await tree.hashOf(split, high)]
      : [...(await walk(split, high, false)), await tree.hashOf(low, split)];
  };
  return await walk(0, size, true);
}

/** RFC 9162 section 2.1.4.2. */
export function verifyConsistency(
  sha256: Sha256,
  proof: readonly Uint8Array[],
  trees: { earlier: number; size: number; earlierRoot: Uint8Array; root: Uint8Array },
): boolean {
  const { earlier, size, earlierRoot, root } = trees;
  if (earlier === size) return proof.length === 0 && sameHash(earlierRoot, root);
  if (earlier === 0 || earlier > size) return false;
  const path = Number.isInteger(Math.log2(earlier)) ? [earlierRoot, ...proof] : [...proof];
  const first = path.shift();
  if (!first) return false;
  let [node, last] = [earlier - 1, size - 1];
  while (node % 2 === 1) [node, last] = [(node - 1) / 2, Math.floor(last / 2)];
  let [before, after] = [first, first];
  for (const hash of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      before = nodeHash(sha256, hash, before);
      after = nodeHash(sha256, hash, after);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else after = nodeHash(sha256, after, hash);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameHash(before, earlierRoot) && sameHash(after, root);
}

/**
 * What stands between chosen leaves: the perfect subtrees that hold none of them, cut at each of `sizes`, from left to
 * right. Whoever has the chosen leaves and these hashes can rebuild the root of each of `sizes`, the last of them the whole
 * tree, and so knows that the leaves are in it and that each tree is the beginning of the next; one proof for them all.
 * `leaves` and `sizes` in rising order, without repetition.
 */
export async function* gapsBetween(
  leaves: Iterable<number> | AsyncIterable<number>,
  sizes: readonly number[],
): AsyncGenerator<{ readonly low: number; readonly level: number }> {
  let at = 0;
  let cut = 0;
  const upTo = function* (end: number) {
    for (; cut < sizes.length && sizes[cut] <= end; cut++) {
      yield* perfectParts(at, sizes[cut]);
      at = Math.max(at, sizes[cut]);
    }
    yield* perfectParts(at, end);
    at = Math.max(at, end);
  };
  for await (const leaf of leaves) {
    yield* upTo(leaf);
    at = leaf + 1;
  }
  yield* upTo(sizes.at(-1) ?? at);
}
