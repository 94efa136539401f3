import { type Digest, digestOf } from '@scholia/core';
import type { Dims, Labelmap } from '@scholia/volume';
import { changesInBlob } from '../blob-content.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** Fetches the blobs that masks need, checks them against their digest, and tries again for as long as it takes. */
export class BlobLoader {
  readonly #dims: Dims;
  readonly #fetchBlob: (digest: Digest) => Promise<Uint8Array>;
  readonly #onBlob: (digest: Digest, blob: Labelmap) => void;
  readonly #loaded = new Map<Digest, Labelmap>();
  readonly #loading = new Set<Digest>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #destroyed = false;

  constructor(
    dims: Dims,
    fetchBlob: (digest: Digest) => Promise<Uint8Array>,
    onBlob: (digest: Digest, blob: Labelmap) => void,
  ) {
    this.#dims = dims;
    this.#fetchBlob = fetchBlob;
    this.#onBlob = onBlob;
  }

  loaded(digest: Digest): Labelmap | undefined {
    return this.#loaded.get(digest);
  }

  /** A blob made here. */
  provide(digest: Digest, bytes: Uint8Array): void {
    if (!this.#loaded.has(digest)) this.#loaded.set(digest, changesInBlob(bytes, this.#dims));
  }

  want(digests: readonly Digest[]): void {
    for (const digest of digests) {
      if (this.#loading.has(digest) || this.#loaded.has(digest)) continue;
      this.#loading.add(digest);
      void this.#load(digest, FIRST_RETRY_MS);
    }
  }

  destroy(): void {
    this.#destroyed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #load(digest: Digest, retryMs: number): Promise<void> {
    try {
      const bytes = await this.#fetchBlob(digest);
      if (digestOf(bytes) !== digest) throw new Error('the blob was damaged on its way');
      if (this.#destroyed) return;
      const blob = changesInBlob(bytes, this.#dims);
      this.#loaded.set(digest, blob);
      this.#loading.delete(digest);
      this.#onBlob(digest, blob);
    } catch {
      if (this.#destroyed) return;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        void this.#load(digest, Math.min(2 * retryMs, LAST_RETRY_MS));
      }, retryMs);
      this.#timers.add(timer);
    }
  }
}
