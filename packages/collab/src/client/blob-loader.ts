import { type Digest, digestOf, isAppError } from '@scholia/core';
import { type Dims, decodeLabelmap, Labelmap } from '@scholia/volume';

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
      const blob = this.#decode(bytes);
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

  /** Bytes with the right digest that are no labelmap of this image will never be one: they write nothing. */
  #decode(bytes: Uint8Array): Labelmap {
    try {
      return decodeLabelmap(bytes, { dims: this.#dims });
    } catch (error) {
      if (!isAppError(error)) throw error;
      return new Labelmap(this.#dims);
    }
  }
}
