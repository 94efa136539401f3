import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { destroyCluster } from '@scholia/db';
import { startInstallation } from './installation.ts';

/**
 * One real installation for all journeys: `scholia start` on a fresh data folder, with a small demo project and short training
 * runs. SCHOLIA_E2E_URL and SCHOLIA_E2E_LINK tell the tests where it is,
 * SCHOLIA_E2E_ADMIN where the administrator's cookie is kept. Returns how to stop it.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'scholia-e2e-'));
  const settings = { SCHOLIA_DEMO_IMAGES: '11', SCHOLIA_TRAINING_SECONDS: '5', SCHOLIA_CHECKPOINT_SECONDS: '2' };
  const { url, signInLink, child, ended } = await startInstallation(dataDir, settings);
  process.env.SCHOLIA_E2E_URL = url;
  process.env.SCHOLIA_E2E_LINK = signInLink;
  process.env.SCHOLIA_E2E_ADMIN = join(dataDir, 'administrator.json');
  return async () => {
    child.kill('SIGTERM');
    await ended;
    await destroyCluster(join(dataDir, 'postgres'));
    rmSync(dataDir, { recursive: true, force: true });
  };
}
