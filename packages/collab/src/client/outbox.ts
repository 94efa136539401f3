import type { Digest } from '@scholia/core';
import type { ReadingStorage } from './reading-storage.ts';

/**
 * Blobs of own operations that the server may not have yet. Each is sent before the operation that names it, again after
 * every reconnect, and kept (here, and with the local copy) until all that is written here is durable.
 */
export class Outbox {
  readonly #blobs = new Map<Digest, Uint8Array>();
  storage: ReadingStorage | undefined;

  get isEmpty(): boolean {
    return this.#blobs.size === 0;
  }

  get(digest: Digest): Uint8Array | undefined {
    return this.#blobs.get(digest);
  }

  all(): Iterable<Uint8Array> {
    return this.#blobs.values();
  }

  put(digest: Digest, bytes: Uint8Array): void {
    if (this.#blobs.has(digest)) return;
    this.#blobs.set(digest, bytes);
    void this.storage?.setBlob(digest, bytes);
  }

  /** What was kept when the page was last open. */
  restore(storage: ReadingStorage): void {
    this.storage = storage;
    for (const [digest, bytes] of storage.blobs) this.#blobs.set(digest, bytes);
  }

  clear(): void {
    for (const digest of this.#blobs.keys()) void this.storage?.deleteBlob(digest);
    this.#blobs.clear();
  }
}
