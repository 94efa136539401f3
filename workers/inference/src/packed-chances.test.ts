import { seededRandom } from '@scholia/core';
import { decodeByteMap } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { PackedChances } from './packed-chances.ts';

const DIMS = [16, 16, 16] as const;
const certain = new Uint8Array(4096).fill(255, 0, 1000);

describe('PackedChances', () => {
  it('keeps what is given, by label', async () => {
    const chances = new PackedChances(DIMS);
    await chances.add(2, certain);
    await chances.add(1, new Uint8Array(4096));
    expect([...(chances.kept?.keys() ?? [])]).toEqual([2, 1]);
    const { voxels } = await decodeByteMap(chances.kept?.get(2) ?? new Uint8Array(), { dims: DIMS });
    expect(voxels).toEqual(certain);
  });

  it('keeps nothing of a network that is sure of nothing', async () => {
    const random = seededRandom(1);
    const unsure = new Uint8Array(4096).map(() => Math.floor(256 * random.next()));
    const chances = new PackedChances(DIMS, 4000);
    await chances.add(1, certain);
    expect(chances.kept?.size).toBe(1);
    await chances.add(2, unsure);
    expect(chances.kept).toBeNull();
    await chances.add(3, certain);
    expect(chances.kept).toBeNull();
  });
});
