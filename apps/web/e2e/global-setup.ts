import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * One real installation for all journeys: `scholia start` on a fresh data folder, with a small demo project and short training
 * runs. SCHOLIA_E2E_URL and SCHOLIA_E2E_LINK tell the tests where it is. Returns how to stop it.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'scholia-e2e-'));
  const isBuilt = existsSync(join(root, 'apps/web/.next/BUILD_ID'));
  const args = ['apps/cli/bin/scholia.mjs', 'start', '--json', ...(isBuilt ? ['--no-build'] : [])];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: {
      ...process.env,
      PORT: '0',
      SCHOLIA_DATA_DIR: dataDir,
      SCHOLIA_DEMO_IMAGES: '8',
      SCHOLIA_TRAINING_SECONDS: '12',
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url, signInLink } = await readiness(child);
  process.env.SCHOLIA_E2E_URL = url;
  process.env.SCHOLIA_E2E_LINK = signInLink;
  return async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
}

async function readiness(child: ChildProcess): Promise<{ url: string; signInLink: string }> {
  let text = '';
  return await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`scholia start ended with code ${code}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(JSON.parse(text));
    });
  });
}
