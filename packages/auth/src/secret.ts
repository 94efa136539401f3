import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@scholia/core';

const MINIMUM = 32;

/**
 * The key that signs session cookies: `configured` when given, else the one kept in `dataDir/secret`, made at the first
 * start (mode 600, 32 random bytes as base64url). Throws AppError 'bad-request' for a secret under 32 characters.
 */
export async function loadSecret(dataDir: string, configured?: string | undefined): Promise<string> {
  if (configured !== undefined) return checked(configured, 'SCHOLIA_SECRET');
  const path = join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true });
  try {
    // Exclusive: of two processes that start at once, one writes and the other reads what it wrote.
    const file = await open(path, 'wx', 0o600);
    const secret = randomBytes(32).toString('base64url');
    await file.writeFile(`${secret}\n`);
    await file.sync();
    await file.close();
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (let attempt = 0; attempt < 50; attempt++) {
    const secret = (await readFile(path, 'utf8')).trim();
    if (secret !== '') return checked(secret, path);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new AppError('bad-request', `the secret file ${path} is empty: delete it, and everybody signs in again`);
}

function checked(secret: string, origin: string): string {
  if (secret.length >= MINIMUM) return secret;
  throw new AppError('bad-request', `${origin} must hold at least ${MINIMUM} characters`);
}
