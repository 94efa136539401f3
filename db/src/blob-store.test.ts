import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Digest, digestOf } from '@scholia/core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { FilesystemBlobStore } from './blob-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'scholia-blobs-'));
const store = new FilesystemBlobStore(dir);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A disk of 64 KiB, where we may mount one. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'scholia-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}
const disk = smallDisk();
afterAll(() => {
  if (disk === undefined) return;
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

describe('FilesystemBlobStore', () => {
  it('gives back what was put, under its SHA-256, however often', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        const [digest, again] = await Promise.all([store.put(bytes), store.put(bytes)]);
        expect(digest).toBe(digestOf(bytes));
        expect(again).toBe(digest);
        expect([...(await store.get(digest))]).toEqual([...bytes]);
        expect(await store.size(digest)).toBe(bytes.length);
        expect(await store.has(digest)).toBe(true);
      }),
      { numRuns: 30 },
    );
    const temporary = readdirSync(dir, { recursive: true }).filter((name) => String(name).endsWith('.tmp'));
    expect(temporary).toEqual([]);
  });

  it('says that a blob is missing, altered, or no digest at all', async () => {
    const absent = digestOf(new Uint8Array([9, 9, 9]));
    expect(await store.has(absent)).toBe(false);
    await expect(store.get(absent)).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.size(absent)).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.get('../../etc/passwd' as Digest)).rejects.toMatchObject({ code: 'bad-request' });
    const digest = await store.put(new Uint8Array([1, 2, 3]));
    writeFileSync(join(dir, digest.slice(0, 2), digest.slice(2)), 'altered');
    await expect(store.get(digest)).rejects.toMatchObject({ code: 'integrity-failed' });
  });

  it.skipIf(disk === undefined)(
    'says that the disk is full, leaves nothing half, and works once there is room',
    async () => {
      const full = new FilesystemBlobStore(disk ?? '');
      const small = await full.put(new Uint8Array(1000).fill(1));
      await expect(full.put(new Uint8Array(100_000).fill(2))).rejects.toMatchObject({ code: 'storage-full' });
      const files = readdirSync(disk ?? '', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(files).toHaveLength(1);
      expect(await full.get(await full.put(new Uint8Array(1000).fill(3)))).toHaveLength(1000);
      expect(await full.has(small)).toBe(true);
    },
  );
});
