import { bytesToHex, utf8ToBytes } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyProof,
  Frontier,
  gapsBetween,
  inclusionProof,
  leafHash,
  nodeHash,
  perfectParts,
  placeInTile,
  portableSha256,
  TILE_WIDTH,
  TileTree,
  verifyConsistency,
  verifyInclusion,
} from '../index.ts';

const sha = portableSha256;
const leafAt = (n: number) => leafHash(sha, sha(utf8ToBytes(`event ${n}`)));

/** The definition, word for word (RFC 6962 section 2.1). */
function oracle(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha();
  if (leaves.length === 1) return leaves[0];
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(sha, oracle(leaves.slice(0, k)), oracle(leaves.slice(k)));
}

const MOST = 700;
const leaves = Array.from({ length: MOST }, (_, n) => leafAt(n));
const roots = Array.from({ length: MOST + 1 }, (_, n) => bytesToHex(oracle(leaves.slice(0, n))));
const rootOf = (size: number) => oracle(leaves.slice(0, size));

/** Grows a tree and keeps its tiles. */
function grow(size: number): { tree: TileTree; frontier: Frontier } {
  const frontier = new Frontier(sha);
  const tiles = new Map<string, Uint8Array[]>();
  for (const leaf of leaves.slice(0, size)) {
    for (const subtree of frontier.append(leaf)) {
      const place = placeInTile(subtree);
      if (!place) continue;
      const key = `${place.level}/${place.index}`;
      const tile = tiles.get(key) ?? [];
      tile[place.at] = subtree.hash;
      tiles.set(key, tile);
    }
  }
  const read = async ({ level, index }: { level: number; index: number }) => {
    const tile = tiles.get(`${level}/${index}`);
    return tile && Uint8Array.from(tile.flatMap((hash) => [...hash]));
  };
  return { tree: new TileTree(sha, size, read), frontier };
}

const { tree } = grow(MOST);
const sizes = fc.integer({ min: 1, max: MOST });

describe('the tree', () => {
  it('[LE3] has the roots of the known answers of RFC 6962 implementations', () => {
    // The first entries of certificate-transparency-go's reference tree: "", 00, 10.
    const known = [
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    ];
    const frontier = new Frontier(sha);
    const found = [bytesToHex(frontier.root())];
    for (const entry of [[], [0x00], [0x10]]) {
      frontier.append(leafHash(sha, Uint8Array.from(entry)));
      found.push(bytesToHex(frontier.root()));
    }
    expect(found).toEqual(known);
  });

  it('[LE3] has the same root whichever way it grew', async () => {
    const frontier = new Frontier(sha);
    for (let n = 0; n <= MOST; n++) {
      expect(bytesToHex(frontier.root())).toBe(roots[n]);
      if (n < MOST) frontier.append(leaves[n]);
    }
    for (const size of [0, 1, 2, 255, 256, 257, 511, 512, 513, 700]) {
      const grown = grow(size).tree;
      expect(bytesToHex(await grown.root())).toBe(roots[size]);
      const edge = await grown.frontier();
      if (size < MOST) edge.append(leaves[size]);
      expect(bytesToHex(edge.root())).toBe(roots[Math.min(size + 1, MOST)]);
    }
  });
});

describe('proofs', () => {
  it('[LE4] of inclusion hold for their leaf and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(MOST - 1), fc.nat(MOST - 1), async (size, at, other) => {
        const index = at % size;
        const proof = await inclusionProof(tree, index, size);
        const claim = { index, size, leaf: leaves[index], root: rootOf(size) };
        expect(verifyInclusion(sha, proof, claim)).toBe(true);
        if (other !== index) expect(verifyInclusion(sha, proof, { ...claim, leaf: leaves[other] })).toBe(false);
        if (other % size !== index) expect(verifyInclusion(sha, proof, { ...claim, index: other % size })).toBe(false);
        expect(verifyInclusion(sha, [...proof, leaves[0]], claim)).toBe(false);
        if (size > 1) expect(verifyInclusion(sha, proof.slice(1), claim)).toBe(false);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('[LE5] of consistency hold for their two trees and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (a, b) => {
        const [earlier, size] = [Math.min(a, b), Math.max(a, b)];
        const proof = await consistencyProof(tree, earlier, size);
        const claim = { earlier, size, earlierRoot: rootOf(earlier), root: rootOf(size) };
        expect(verifyConsistency(sha, proof, claim)).toBe(true);
        const forged = leaves[0].map((byte) => byte ^ 1);
        expect(verifyConsistency(sha, proof, { ...claim, root: forged })).toBe(false);
        expect(verifyConsistency(sha, proof, { ...claim, earlierRoot: forged })).toBe(false);
        expect(verifyConsistency(sha, [...proof, forged], claim)).toBe(false);
        for (let i = 0; i < proof.length; i++) expect(verifyConsistency(sha, proof.with(i, forged), claim)).toBe(false);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('[LE6] one list of gaps gives every root from the chosen leaves', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(MOST - 1), { maxLength: 30 }),
        fc.uniqueArray(sizes, { minLength: 1, maxLength: 6 }),
        async (some, cuts) => {
          const at = cuts.sort((a, b) => a - b);
          const size = at[at.length - 1];
          const chosen = some.filter((n) => n < size).sort((a, b) => a - b);
          const gaps: { low: number; level: number }[] = [];
          for await (const gap of gapsBetween(chosen, at)) gaps.push(gap);
          const hashes = await Promise.all(gaps.map(({ low, level }) => tree.hashOf(low, low + 2 ** level)));
          const rebuild = (mine: (n: number) => Uint8Array) => {
            const frontier = new Frontier(sha);
            const found: string[] = [];
            let gap = 0;
            for (let next = 0; frontier.size < size; ) {
              if (gaps[gap]?.low === frontier.size) frontier.append(hashes[gap], gaps[gap++].level);
              else frontier.append(mine(chosen[next++]));
              if (at.includes(frontier.size)) found.push(bytesToHex(frontier.root()));
            }
            return found;
          };
          const right = at.map((n) => roots[n]);
          expect(rebuild((n) => leaves[n])).toEqual(right);
          for (const wrong of chosen.slice(0, 3))
            expect(rebuild((n) => (n === wrong ? leafAt(-1) : leaves[n])).at(-1)).not.toBe(right.at(-1));
        },
      ),
      { seed: 6, numRuns: 60 },
    );
  });

  it('[LE10] a tree of any size keeps few tiles at hand, those that it read last', async () => {
    const asked: number[] = [];
    const big = new TileTree(sha, 300 * TILE_WIDTH, async ({ index }) => {
      asked.push(index);
      return new Uint8Array(TILE_WIDTH * 32);
    });
    const read = (tile: number) => big.hashOf(tile * TILE_WIDTH, tile * TILE_WIDTH + 1);
    for (let tile = 0; tile < 300; tile++) await read(tile);
    await read(299);
    await read(44);
    expect(asked).toEqual(Array.from({ length: 300 }, (_, tile) => tile));
    await read(0);
    expect(asked.at(-1)).toBe(0);
  });

  it('[LE3] parts of a range are perfect subtrees, side by side', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (a, b) => {
        let at = Math.min(a, b);
        for (const { low, level } of perfectParts(at, Math.max(a, b))) {
          expect([low, low % 2 ** level]).toEqual([at, 0]);
          at += 2 ** level;
        }
        expect(at).toBe(Math.max(a, b));
      }),
      { seed: 3 },
    );
  });
});
