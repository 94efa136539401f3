// Finds a Chromium for the browser tests, or installs one. Order: CHROMIUM_PATH, Playwright's own, the system's, download, apt.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { root } from './bootstrap.mjs';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

async function playwrightBrowser() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

const quiet = (command, args) =>
  spawnSync(command, args, { cwd: root, stdio: 'ignore', timeout: 300_000 }).status === 0;

/** Path of a Chromium. Throws with what to do when there is none and none can be installed. */
export async function ensureBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which does not exist.`);
  }
  const find = async () => (await playwrightBrowser()) ?? SYSTEM.find((path) => existsSync(path));
  const found = await find();
  if (found) return found;
  console.log('Installing a Chromium for the browser tests ...');
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (isDebianRoot) quiet('apt-get', ['update']);
  if (!(isDebianRoot && quiet('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']))) {
    quiet('npx', ['playwright', 'install', 'chromium']);
  }
  const installed = await find();
  if (installed) return installed;
  throw new Error('No Chromium found and none could be installed. Install one and set CHROMIUM_PATH to it.');
}
