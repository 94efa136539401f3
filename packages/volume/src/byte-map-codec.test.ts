import { isAppError } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteMapWriter, bytesOfShares, decodeByteMap, encodeByteMap } from './byte-map-codec.ts';

const DIMS = [7, 5, 3] as const;
const arbitraryVoxels = fc.uint8Array({ minLength: 105, maxLength: 105 });

describe('byte maps', () => {
  it('[VO13] decoding what was encoded gives the same voxels and size', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryVoxels, async (voxels) => {
        expect(await decodeByteMap(await encodeByteMap(DIMS, voxels), { dims: DIMS })).toEqual({ dims: DIMS, voxels });
      }),
      { numRuns: 20 },
    );
  });

  it('[VO14] bytes that were cut or changed, or say another size, are refused or decode to one byte per voxel', async () => {
    const good = await encodeByteMap(
      DIMS,
      new Uint8Array(105).map((_, at) => (at * at) % 251),
    );
    const reason = async (bytes: Uint8Array, limits = {}) =>
      decodeByteMap(bytes, limits).then(
        ({ voxels }) => voxels.length,
        (error) => (isAppError(error) ? error.code : error),
      );
    expect(await reason(good, { dims: [5, 7, 3] })).toBe('bad-request');
    expect(await reason(good, { maxVoxels: 100 })).toBe('too-large');
    expect(await reason(Uint8Array.of(2, ...good.subarray(1)))).toBe('bad-request');
    expect(await reason(Uint8Array.of(1, 6, ...good.subarray(2)))).toBe('bad-request');
    expect(await reason(Uint8Array.of(1, 8, ...good.subarray(2)))).toBe('bad-request');
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), fc.boolean(), async (at, value, isCut) => {
        const bad = isCut ? good.subarray(0, at) : good.with(at, value);
        expect(await reason(bad, { dims: DIMS })).toSatisfy((got) => got === 105 || got === 'bad-request');
      }),
      { numRuns: 50 },
    );
  });

  it('[VO16] written piece by piece they are the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryVoxels, fc.integer({ min: 1, max: 105 }), async (voxels, piece) => {
        const writer = new ByteMapWriter(DIMS);
        for (let at = 0; at < voxels.length; at += piece) await writer.add(voxels.slice(at, at + piece));
        const bytes = await writer.finish();
        expect(bytes).toEqual(await encodeByteMap(DIMS, voxels));
        expect(bytes).toHaveLength(4 + writer.length);
      }),
      { numRuns: 20 },
    );
  });

  it('[VO15] shares become bytes, 255 for 1', () => {
    expect([...bytesOfShares(Float32Array.of(0, 0.5, 1, 1.5, -1, 0.001))]).toEqual([0, 128, 255, 255, 0, 0]);
  });
});
