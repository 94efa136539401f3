import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A real `scholia start` on a data folder. */
export interface Installation {
  readonly url: string;
  readonly signInLink: string;
  /** The process of `scholia start`. */
  readonly child: ChildProcess;
  /** Resolves when it has ended. */
  readonly ended: Promise<number | null>;
}

/** Starts everything on `dataDir`, and resolves when it is ready. `settings` are added to the environment. */
export async function startInstallation(
  dataDir: string,
  settings: Readonly<Record<string, string>>,
): Promise<Installation> {
  const isBuilt = existsSync(`${root}apps/web/.next/BUILD_ID`);
  const args = ['apps/cli/bin/scholia.mjs', 'start', '--json', ...(isBuilt ? ['--no-build'] : [])];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: {
      ...process.env,
      PORT: '0',
      DATABASE_URL: '',
      SCHOLIA_DATA_DIR: dataDir,
      NODE_ENV: 'production',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  if (!text.includes('\n')) throw new Error(`scholia start ended with code ${await ended}`);
  const { url, signInLink } = JSON.parse(text);
  return { url, signInLink, child, ended };
}
