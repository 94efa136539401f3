import { type Digest, digestOf } from '@scholia/core';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BlobLoader } from './blob-loader.ts';

const DIMS = [8, 8, 8] as const;
const blob = new Labelmap(DIMS);
blob.set(1, 2, 3, 4);
const bytes = encodeLabelmap(blob);
const digest = digestOf(bytes);

afterEach(() => {
  vi.useRealTimers();
});

describe('BlobLoader', () => {
  it('[CO54] fetches once, tries again after failures and damage, and hands over the right bytes only', async () => {
    vi.useFakeTimers();
    const answers = [() => Promise.reject(new Error('no link')), async () => bytes.subarray(1), async () => bytes];
    const fetchBlob = vi.fn((_digest: Digest) =>
      (answers.shift() ?? (() => Promise.reject(new Error('asked too often'))))(),
    );
    const got: [Digest, number][] = [];
    const loader = new BlobLoader(DIMS, fetchBlob, (of, labelmap) => got.push([of, labelmap.get(1, 2, 3)]));
    loader.want([digest, digest]);
    loader.want([digest]);
    await vi.advanceTimersByTimeAsync(60_000);
    loader.want([digest]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(got).toEqual([[digest, 4]]);
    expect(fetchBlob).toHaveBeenCalledTimes(3);
    expect(loader.loaded(digest)?.get(1, 2, 3)).toBe(4);
  });

  it('[CO55] bytes that are no labelmap of this image write nothing, everywhere alike', async () => {
    for (const other of [new Uint8Array([9, 9]), encodeLabelmap(new Labelmap([4, 4, 4]))]) {
      const got: boolean[] = [];
      const loader = new BlobLoader(
        DIMS,
        async () => other,
        (_, labelmap) => got.push(labelmap.isEmpty),
      );
      loader.want([digestOf(other)]);
      await vi.waitFor(() => expect(got).toEqual([true]));
    }
  });

  it('[CO56] stops asking once destroyed', async () => {
    vi.useFakeTimers();
    const fetchBlob = vi.fn((_digest: Digest) => Promise.reject<Uint8Array>(new Error('no link')));
    const loader = new BlobLoader(DIMS, fetchBlob, () => {});
    loader.want([digest]);
    await vi.advanceTimersByTimeAsync(600);
    const calls = fetchBlob.mock.calls.length;
    loader.destroy();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(fetchBlob).toHaveBeenCalledTimes(calls);
  });
});
