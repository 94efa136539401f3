import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, type Digest, digestOf, isDigest } from '@scholia/core';
import { codeOf } from './faults.ts';

/** Bytes by their own SHA-256: written once, never changed, the same name everywhere. */
export interface BlobStore {
  /** Durable when the promise resolves. Errors: 'storage-full'. */
  put(bytes: Uint8Array): Promise<Digest>;
  /** Errors: 'not-found', 'integrity-failed' when the stored bytes no longer match. */
  get(digest: Digest): Promise<Uint8Array>;
  has(digest: Digest): Promise<boolean>;
  /** Length in bytes. Errors: 'not-found'. */
  size(digest: Digest): Promise<number>;
}

/** A folder: `<dir>/ab/cdef...`. Written beside its place, synced, then renamed, so a torn file is never seen. */
export class FilesystemBlobStore implements BlobStore {
  readonly #dir: string;
  #made = 0;

  constructor(dir: string) {
    this.#dir = dir;
  }

  #path(digest: Digest): string {
    if (!isDigest(digest)) throw new AppError('bad-request', 'A blob is named by 64 hex digits.');
    return join(this.#dir, digest.slice(0, 2), digest.slice(2));
  }

  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    const path = this.#path(digest);
    if (await this.has(digest)) return digest;
    const temporary = `${path}.${process.pid}.${this.#made++}.tmp`;
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(temporary, 'w', 0o644);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw storageFault(error);
    }
    return digest;
  }

  async get(digest: Digest): Promise<Uint8Array> {
    const buffer = await readFile(this.#path(digest)).catch((error) => {
      throw missing(error, digest);
    });
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    if (digestOf(bytes) !== digest) {
      throw new AppError('integrity-failed', 'A stored file was altered. Restore it from a backup.', {
        details: { digest },
      });
    }
    return bytes;
  }

  async has(digest: Digest): Promise<boolean> {
    return stat(this.#path(digest)).then(
      () => true,
      () => false,
    );
  }

  async size(digest: Digest): Promise<number> {
    const found = await stat(this.#path(digest)).catch((error) => {
      throw missing(error, digest);
    });
    return found.size;
  }
}

/** Makes a rename survive a power cut: the folder's own entry must reach the disk too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function missing(error: unknown, digest: Digest): unknown {
  if (codeOf(error) !== 'ENOENT') return error;
  return new AppError('not-found', 'There is no such blob.', { cause: error, details: { digest } });
}

function storageFault(error: unknown): unknown {
  if (!['ENOSPC', 'EDQUOT', 'EROFS'].includes(codeOf(error) ?? '')) return error;
  return new AppError('storage-full', 'The disk is full or read-only. Free some space, then try again.', {
    cause: error,
  });
}
