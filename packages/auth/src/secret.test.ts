import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSecret } from './secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scholia-secret-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('loadSecret', () => {
  it('makes one that only the owner can read, and keeps it', async () => {
    const secret = await loadSecret(folder);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);
    expect(await loadSecret(folder)).toBe(secret);
  });

  it('gives one and the same to processes that start at once', async () => {
    const secrets = await Promise.all(Array.from({ length: 8 }, () => loadSecret(folder)));
    expect(new Set(secrets).size).toBe(1);
  });

  it('prefers the configured one, and refuses a short one', async () => {
    const configured = 'x'.repeat(32);
    expect(await loadSecret(folder, configured)).toBe(configured);
    await expect(loadSecret(folder, 'short')).rejects.toMatchObject({ code: 'bad-request' });
    await writeFile(join(folder, 'secret'), 'short');
    await expect(loadSecret(folder)).rejects.toMatchObject({ code: 'bad-request' });
  });
});
