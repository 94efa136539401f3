import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { destroyCluster } from '@scholia/db';
import { type Installation, startInstallation } from './installation.ts';
import { choose, digestOf, drag, labelAt, saved } from './reading.ts';

// Processes of an installation of their own are killed under a person's hands; what was "saved" must be there afterwards,
// and what was not must be kept and saved then.

const PASSWORD = 'a long password of reader-9';
const EMAIL = 'reader-9@scholia.test';
let dataDir: string;
let installation: Installation;
let context: BrowserContext;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  dataDir = mkdtempSync(join(tmpdir(), 'scholia-recovery-'));
  installation = await startInstallation(dataDir, { SCHOLIA_DEMO_IMAGES: '1', SCHOLIA_MAX_UPLOAD_MB: '4' });
  const admin = await browser.newContext();
  await admin.request.get(installation.signInLink);
  const mutate = async (procedure: string, input: unknown) => {
    const answer = await admin.request.post(`${installation.url}/api/trpc/${procedure}`, {
      data: { json: input },
      headers: { origin: installation.url },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()).result.data.json;
  };
  const [{ projectId }] = await (await admin.request.get(`${installation.url}/api/v1/projects`)).json();
  const { userId } = await mutate('users.add', { email: EMAIL, name: 'reader-9', password: PASSWORD });
  await mutate('projects.grantRole', { projectId, userId, role: 'admin' });
  await admin.close();
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(`${installation.url}/sign-in`);
  await fillSignIn(page);
  await openCase();
});

test.afterAll(async () => {
  await context?.close();
  installation?.child.kill('SIGTERM');
  await installation?.ended;
  await destroyCluster(join(dataDir, 'postgres'));
  rmSync(dataDir, { recursive: true, force: true });
});

async function fillSignIn(on: Page): Promise<void> {
  await on.getByLabel('E-mail').fill(EMAIL);
  await on.getByLabel('Password').fill(PASSWORD);
  await on.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function openCase(): Promise<void> {
  await page.getByRole('link', { name: /Demo/ }).first().click();
  await page
    .getByRole('link', { name: /case-01/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: 'Brush, disc' })).toBeEnabled({ timeout: 40_000 });
  await page.evaluate(() => window.__scholia?.viewer?.settled());
}

/** One stroke of label 1 around voxel (i, j, 30). */
async function paint(i: number, j: number): Promise<void> {
  await choose(page, 'Brush, disc', 'Liver');
  await drag(page, [
    [i, j, 30],
    [i + 2, j, 30],
  ]);
  expect(await labelAt(page, [i, j, 30])).toBe(1);
}

/** Decompresses a little-endian NIfTI-1 file and changes it; field offsets are those of nifti1.h. */
function edited(file: Buffer, change: (nifti: Buffer) => Buffer | undefined): Buffer {
  const nifti = gunzipSync(file);
  return change(nifti) ?? nifti;
}

/** Twice the same volume, as a 4D file. */
function asSeries(nifti: Buffer): Buffer {
  nifti.writeInt16LE(4, 40);
  nifti.writeInt16LE(2, 48);
  return Buffer.concat([nifti, nifti.subarray(nifti.readFloatLE(108))]);
}

/** A first row of the affine, and voxel sizes, of zeros. */
function withoutSpacing(nifti: Buffer): undefined {
  nifti.fill(0, 80, 92).fill(0, 280, 296);
}

/** 32-bit floats, the first of which is not a number; half as many slices, so that the bytes suffice. */
function withNaN(nifti: Buffer): undefined {
  nifti.writeInt16LE(16, 70);
  nifti.writeInt16LE(32, 72);
  nifti.writeInt16LE(Math.floor(nifti.readInt16LE(46) / 2), 46);
  nifti.writeFloatLE(Number.NaN, nifti.readFloatLE(108));
}

const status = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).first();

/** Process id of a part of the installation. */
function pidOf(name: 'web' | 'inference' | 'training' | 'notary' | 'postgres'): number {
  if (name !== 'postgres') return Number.parseInt(readFileSync(join(dataDir, 'processes', name), 'utf8'), 10);
  // Its folder may be elsewhere: Postgres does not run as root. The name of ours is in its command line all the same.
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const ours = all.find((line) => /bin\/postgres /.test(line) && line.includes(basename(dataDir)));
  if (!ours) throw new Error('No Postgres runs on the data folder.');
  return Number.parseInt(ours, 10);
}

/** Kills a part, and keeps it away while `meanwhile` runs: `scholia start` is held, so that it starts nothing again. */
async function without(part: 'web' | 'postgres', meanwhile: () => Promise<void>): Promise<void> {
  const killed = pidOf(part);
  installation.child.kill('SIGSTOP');
  try {
    process.kill(killed, 'SIGKILL');
    await meanwhile();
  } finally {
    installation.child.kill('SIGCONT');
  }
  await saved(page);
  expect(pidOf(part)).not.toBe(killed);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie has ended; only nobody has asked yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** After a reload the labels come from the server; the digest must not have changed. */
async function sameAfterReload(): Promise<void> {
  await saved(page);
  const before = await digestOf(page);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Brush, disc' })).toBeEnabled({ timeout: 40_000 });
  await expect.poll(() => digestOf(page)).toBe(before);
}

test('the web server is killed: what was saved is there, what was not is saved', async () => {
  await paint(30, 30);
  await saved(page);
  await without('web', async () => {
    await paint(40, 30);
    await expect(status(/1 edit unsaved, kept in this browser/)).toBeVisible();
  });
  await sameAfterReload();
  expect(await labelAt(page, [40, 30, 30])).toBe(1);
});

test('Postgres is killed while painting: the page says so, and all is saved afterwards', async () => {
  await paint(50, 30);
  await saved(page);
  const trouble = page.getByText('The database cannot be reached, so nothing can be saved right now');
  await without('postgres', async () => {
    await paint(60, 30);
    await expect(trouble).toBeVisible();
    await expect(status(/1 edit unsaved, kept in this browser/)).toBeVisible();
  });
  await expect(trouble).toBeHidden();
  await sameAfterReload();
  expect(await labelAt(page, [60, 30, 30])).toBe(1);
});

test('a session ends in mid-stroke: edits stay, and are saved after signing in again in the page', async () => {
  const answer = await context.request.post(`${installation.url}/api/auth/sign-out`, {
    data: {},
    headers: { origin: installation.url },
  });
  expect(answer.ok()).toBe(true);
  const ended = page.getByText('Your session has ended. Nothing is lost');
  await expect(ended).toBeVisible({ timeout: 40_000 });
  await paint(30, 50);
  await expect(status(/1 edit unsaved, kept in this browser/)).toBeVisible();
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await fillSignIn(page);
  await saved(page);
  await expect(ended).toBeHidden();
  await sameAfterReload();
  expect(await labelAt(page, [30, 50, 30])).toBe(1);
});

test('a bad upload is answered over HTTP with a status and what to do', async () => {
  const [{ projectId }] = await (await context.request.get(`${installation.url}/api/v1/projects`)).json();
  const images = `${installation.url}/api/v1/projects/${projectId}/images`;
  const [image] = (await (await context.request.get(images)).json()).slice(0, 1);
  const file = await (await context.request.get(`${installation.url}/api/v1/images/${image.imageId}/file`)).body();
  const cases: [string, Buffer, number, RegExp][] = [
    ['text', Buffer.from('a text file, not an image'), 422, /NIfTI/],
    ['corrupt', Buffer.from(file).fill(0xaa, 2000, 2100), 422, /again/i],
    ['cut', file.subarray(0, file.length / 2), 422, /again/i],
    ['series', edited(file, asSeries), 422, /volume=0/],
    ['flat', edited(file, withoutSpacing), 422, /spacing/i],
    ['nan', edited(file, withNaN), 422, /replaceNonFinite=0/],
    ['twice', file, 409, /already/i],
    ['large', Buffer.alloc(4 * 1024 * 1024 + 1), 413, /limit|larger/i],
  ];
  for (const [name, data, code, says] of cases) {
    const headers = { origin: installation.url, 'content-type': 'application/octet-stream' };
    const answer = await context.request.post(`${images}?name=${name}`, { data, headers });
    const text = await answer.text();
    expect([name, answer.status()], text).toEqual([name, code]);
    expect(JSON.parse(text).error.message).toMatch(says);
  }
});

test('the start process is killed: its children end, and a new start has every label', async () => {
  await saved(page);
  const before = await digestOf(page);
  const orphan = pidOf('postgres');
  const children = (['web', 'inference', 'training', 'notary'] as const).map(pidOf);
  installation.child.kill('SIGKILL');
  await installation.ended;
  await expect.poll(() => children.filter(isRunning), { timeout: 30_000 }).toEqual([]);
  expect(isRunning(orphan)).toBe(true);

  installation = await startInstallation(dataDir, { SCHOLIA_DEMO_IMAGES: '1', SCHOLIA_MAX_UPLOAD_MB: '4' });
  await page.close();
  page = await context.newPage();
  await page.goto(installation.url);
  await openCase();
  await expect.poll(() => digestOf(page)).toBe(before);
});

test('SIGTERM stops every process', async () => {
  const pids = [
    ...(['web', 'inference', 'training', 'notary', 'postgres'] as const).map(pidOf),
    installation.child.pid ?? 0,
  ];
  expect(pids.filter(isRunning)).toEqual(pids);
  installation.child.kill('SIGTERM');
  expect(await installation.ended).toBe(0);
  expect(pids.filter(isRunning)).toEqual([]);
});
