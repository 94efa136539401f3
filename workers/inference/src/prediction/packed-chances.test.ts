import { seededRandom } from '@scholia/core';
import { decodeByteMap } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { PackedChances } from './packed-chances.ts';

const DIMS = [16, 16, 16] as const;
const SLICE = 256;
const certain = new Uint8Array(4096).fill(255, 0, 1000);

async function pack(chances: PackedChances, ...maps: readonly Uint8Array[]) {
  for (let at = 0; at < 4096; at += SLICE) await chances.add(maps.map((map) => map.slice(at, at + SLICE)));
  return await chances.finish();
}

describe('PackedChances', () => {
  it('keeps what is given slice by slice, by label', async () => {
    const kept = await pack(new PackedChances(DIMS, [2, 1]), certain, new Uint8Array(4096));
    expect([...(kept?.keys() ?? [])]).toEqual([2, 1]);
    const { voxels } = await decodeByteMap(kept?.get(2) ?? new Uint8Array(), { dims: DIMS });
    expect(voxels).toEqual(certain);
  });

  it('keeps nothing of a network that is sure of nothing', async () => {
    const random = seededRandom(1);
    const unsure = new Uint8Array(4096).map(() => Math.floor(256 * random.next()));
    expect(await pack(new PackedChances(DIMS, [1, 2], 3000), certain, unsure)).toBeNull();
    expect(await pack(new PackedChances(DIMS, [1], 3000), certain)).not.toBeNull();
  });
});
