import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BRICK_VOXELS } from './labelmap.ts';
import { packBrick, unpackBrick } from './pack-brick.ts';

const runs = fc.array(fc.tuple(fc.nat(BRICK_VOXELS), fc.nat(5000), fc.nat(255)), { maxLength: 20 });

describe('packBrick, unpackBrick', () => {
  it('[VO10] give the brick back, over whatever was there', () => {
    fc.assert(
      fc.property(runs, fc.nat(255), (list, rubbish) => {
        const voxels = new Uint8Array(BRICK_VOXELS);
        for (const [start, length, value] of list) voxels.fill(value, start, start + length);
        const unpacked = new Uint8Array(BRICK_VOXELS).fill(rubbish);
        unpackBrick(packBrick(voxels), unpacked);
        expect(unpacked).toEqual(voxels);
      }),
    );
  });

  it('[VO10] are small where labels come in runs', () => {
    expect(packBrick(new Uint8Array(BRICK_VOXELS)).length).toBe(4);
  });
});
