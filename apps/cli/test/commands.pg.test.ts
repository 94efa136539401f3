import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AFFINE, ApiWorld, DIMS, niftiFile } from '@scholia/api/testing';
import { canonicalJson, type ProjectId } from '@scholia/core';
import { gzip, readNifti, writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { Notary, readSettings } from '@scholia/notary';
import { listImages } from '@scholia/projections';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from './run-cli.ts';

// Every command is a process that loads everything it needs: seconds, on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

let world: ApiWorld;
let projectId: ProjectId;
let folder: string;

beforeEach(async () => {
  world = await ApiWorld.open();
  projectId = await world.project('Abdomen');
  folder = await mkdtemp(join(tmpdir(), 'scholia-cli-'));
});
afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** On a Postgres that runs, as while the server is up. */
const scholia = (args: readonly string[], input = '') =>
  runCli(args, { DATABASE_URL: world.database.appUrl, SCHOLIA_DATA_DIR: world.folder }, input);

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe('scholia import', () => {
  it('takes files and whole folders, once each, and says which', async () => {
    await mkdir(join(folder, 'deep'));
    await file('deep/b.nii.gz', gzip(niftiFile(2)));
    await file('deep/notes.txt', Uint8Array.of(1));
    const a = await file('a.nii', niftiFile(1));
    const first = await scholia(['import', a, join(folder, 'deep'), '--project', 'Abdomen', '--json']);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(first.out).images).toMatchObject([
      { file: a, outcome: 'imported', name: 'a' },
      { file: join(folder, 'deep/b.nii.gz'), outcome: 'imported', name: 'b' },
    ]);
    const again = await scholia(['import', folder, '--project', projectId]);
    expect(again).toMatchObject({ code: 0, out: '0 imported, 2 there already, 0 refused.\n' });
    expect(await listImages(world.services.sql, projectId)).toHaveLength(2);
    const events = await world.services.events.read({ after: 0n, limit: 100, types: ['ImageImported'] });
    expect(events.map(({ actor }) => actor)).toEqual(Array(2).fill({ type: 'system', name: 'command-line' }));
  });

  it('refuses what cannot be labelled, says what helps, and still takes the rest', async () => {
    const bad = await file('bad.nii', niftiFile(1).subarray(0, 500));
    const data = new Float32Array(DIMS[0] * DIMS[1] * DIMS[2]).map((_, at) => at);
    data[7] = Number.NaN;
    const holes = await file('holes.nii', writeNifti({ dims: DIMS, affine: AFFINE, data }));
    const good = await file('good.nii', niftiFile(1));
    const result = await scholia(['import', bad, holes, good, '--project', 'Abdomen']);
    expect(result.code).toBe(1);
    expect(result.out).toBe('1 imported, 0 there already, 2 refused.\n');
    expect(result.err).toMatch(/bad\.nii: refused\. .*ends too early/);
    expect(result.err).toContain('--replace-non-finite 0');
    const repaired = await scholia(['import', holes, '--project', 'Abdomen', '--replace-non-finite', '0']);
    expect(repaired).toMatchObject({ code: 0, out: '1 imported, 0 there already, 0 refused.\n' });
  });

  it('names the projects that there are, and creates one when asked to', async () => {
    const path = await file('a.nii', niftiFile(1));
    const unknown = await scholia(['import', path, '--project', 'Brain']);
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toMatch(/no project "Brain".*"Abdomen".*--create/);
    const made = await scholia(['import', path, '--project', 'Brain', '--create', 'Tumour, Oedema', '--json']);
    expect(made.code).toBe(0);
    const { out } = await scholia(['audit', 'export', '--project', 'Brain']);
    const lines = out.trimEnd().split('\n');
    const created = lines.map((line) => JSON.parse(line).event).find(({ type }) => type === 'ProjectCreated');
    expect(created).toMatchObject({ type: 'ProjectCreated', payload: { name: 'Brain' } });
    expect(created.payload.labels.map(({ name }: { name: string }) => name)).toEqual(['Tumour', 'Oedema']);
  });

  it('ends with 1 and a reason for a path that is not there, and without --project', async () => {
    expect(await scholia(['import', join(folder, 'none'), '--project', 'Abdomen'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no file or folder'),
    });
    expect((await scholia(['import', folder])).code).toBe(1);
  });
});

describe('scholia export labels', () => {
  it('writes what was submitted on the grid of its image, and what each value means', async () => {
    const [submitted, draft] = [await world.image(projectId), await world.image(projectId)];
    await world.image(projectId);
    const reading = await world.reading(submitted);
    await world.paint(reading, 2, [6, 5, 4]);
    await world.submit(reading);
    await world.paint(await world.reading(draft), 1, [3, 3, 3]);
    const out = join(folder, 'labels');
    const done = await scholia(['export', 'labels', '--project', 'Abdomen', '--out', out]);
    expect(done).toMatchObject({ code: 0, out: `1 labelmaps and labels.json in ${out}\n` });
    expect((await readdir(out)).sort()).toEqual(['case.nii.gz', 'labels.json']);
    const summary = JSON.parse(await readFile(join(out, 'labels.json'), 'utf8'));
    expect(summary).toMatchObject({
      project: { id: projectId, name: 'Abdomen' },
      labels: [
        { value: 1, name: 'liver' },
        { value: 2, name: 'spleen' },
      ],
      images: [{ file: 'case.nii.gz', imageId: submitted, status: 'submitted', heldOut: false }],
    });
    const exports = await world.services.events.read({ after: 0n, limit: 10, types: ['LabelsExported'] });
    const { labelDigest, position: upToPosition } = summary.images[0];
    expect(exports).toMatchObject([
      {
        actor: { type: 'system', name: 'command-line' },
        readingId: reading,
        payload: { imageId: submitted, format: 'nifti', labelDigest, upToPosition },
      },
    ]);
    const labels = readNifti(new Uint8Array(await readFile(join(out, 'case.nii.gz'))));
    const image = readNifti(niftiFile(0));
    expect(labels.dims).toEqual(image.dims);
    expect(labels.affine).toEqual(image.affine);
    expect(labels.affine).toEqual(affine('ijk', 'ras', labels.affine.m));
    expect(labels.dtype).toBe('uint8');
    expect(labels.data[6 + DIMS[0] * (5 + DIMS[1] * 4)]).toBe(2);
    expect(labels.data[0]).toBe(0);
    expect(summary.images[0].voxels).toEqual({
      2: labels.data.reduce((count, value) => count + Number(value === 2), 0),
    });
  });

  it('takes drafts only when asked, and gives two images of one name two files', async () => {
    for (const at of [3, 5]) await world.paint(await world.reading(await world.image(projectId)), 1, [at, 4, 4]);
    const out = join(folder, 'labels');
    expect((await scholia(['export', 'labels', '--project', 'Abdomen', '--out', out])).out).toMatch(/^0 labelmaps/);
    const done = await scholia(['export', 'labels', '--project', 'Abdomen', '--out', out, '--drafts', '--json']);
    expect(JSON.parse(done.out).images).toMatchObject([
      { file: 'case.nii.gz', status: 'in-progress' },
      { file: 'case-2.nii.gz', status: 'in-progress' },
    ]);
    expect((await readdir(out)).sort()).toEqual(['case-2.nii.gz', 'case.nii.gz', 'labels.json']);
  });
});

describe('scholia audit export', () => {
  it('writes every event with the very bytes that its hash covers', async () => {
    await world.paint(await world.reading(await world.image(projectId)), 1, [3, 3, 3]);
    const out = join(folder, 'trail/audit.jsonl');
    expect(await scholia(['audit', 'export', '--out', out])).toMatchObject({ code: 0, out: '' });
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
    const head = await world.services.events.head();
    // The export is the event after those that it took out.
    expect(lines).toHaveLength(Number(head) - 1);
    const [exported] = await world.eventsAfter(head - 1n);
    expect(exported).toMatchObject({
      type: 'AuditExported',
      payload: { format: 'jsonl', from: '1', to: String(head - 1n) },
      actor: { type: 'system', name: 'command-line' },
    });
    const previous = new Map<string, string>();
    for (const [index, line] of lines.entries()) {
      const { event, hash } = JSON.parse(line);
      expect(event.position).toBe(String(index + 1));
      const bytes = canonicalJson(event);
      expect(line).toContain(bytes);
      expect(createHash('sha256').update('scholia.event.v1\0').update(bytes).digest('hex')).toBe(hash);
      expect(event.prev).toBe(previous.get(event.stream) ?? '0'.repeat(64));
      previous.set(event.stream, hash);
    }
  });

  it('keeps to one project when asked', async () => {
    const other = await world.project('Other');
    const { code, out } = await scholia(['audit', 'export', '--project', 'Other']);
    expect(code).toBe(0);
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event);
    expect(events.length).toBeGreaterThan(0);
    // Beside it only who may do what everywhere.
    const elsewhere = events.filter(({ project }) => project !== other);
    expect(new Set(elsewhere.map(({ type }) => type))).toEqual(new Set(['AdministratorAppointed']));
  });

  it('takes a range and a format, and leaves nothing behind when it is refused', async () => {
    const out = join(folder, 'range.csv');
    const csv = ['audit', 'export', '--format', 'csv', '--out'];
    const done = await scholia([...csv, out, '--from', '2', '--to', '4', '--no-names']);
    expect(done).toMatchObject({ code: 0, err: `3 events in ${out}\n` });
    const [exported] = await world.eventsAfter((await world.services.events.head()) - 1n);
    expect(exported.payload).toMatchObject({ format: 'csv', from: '2', to: '4', withNames: false });
    expect(await readFile(out, 'utf8')).toMatch(/^position,.*\r\n2,.*\r\n3,.*\r\n4,.*\r\n$/);
    const wrong = await scholia([...csv, join(folder, 'none.csv'), '--from', '2100-01-01']);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('There is no event from 2100-01-01') });
    expect((await readdir(folder)).filter((name) => name.includes('none') || name.endsWith('.part'))).toEqual([]);
  });
});

describe('scholia audit verify', () => {
  it('tells a bundle that is intact from one that is not, by its exit code too', async () => {
    const out = join(folder, 'audit.zip');
    const tooEarly = await scholia(['audit', 'export', '--format', 'bundle', '--out', out]);
    expect(tooEarly).toMatchObject({ code: 1, err: expect.stringContaining('No checkpoint is signed yet') });
    await new Notary(
      world.services,
      readSettings({ SCHOLIA_DATA_DIR: world.folder, SCHOLIA_CHECKPOINT_SECONDS: '0' }),
    ).round();
    expect(await scholia(['audit', 'export', '--format', 'bundle', '--out', out])).toMatchObject({ code: 0, out: '' });
    const alone = await scholia(['audit', 'verify', out]);
    expect(alone).toMatchObject({ code: 3, out: expect.stringContaining('unwitnessed since #1') });
    const kept = await file('checkpoint', Buffer.from((await scholia(['audit', 'checkpoint'])).out));
    expect(await scholia(['audit', 'verify', out, '--witness', kept])).toMatchObject({
      code: 0,
      out: expect.stringContaining('INTACT: every signed event'),
    });
    const key = (await scholia(['audit', 'key'])).out.trim();
    expect(await scholia(['audit', 'verify', out, '--witness', kept, '--key', key])).toMatchObject({ code: 0 });
    const next = (await scholia(['audit', 'rotate-key'])).out.trim();
    expect(next).not.toBe(key);
    expect((await scholia(['audit', 'key'])).out.trim()).toBe(next);
    expect(await scholia(['audit', 'verify', kept])).toMatchObject({ code: 2 });
    expect(await scholia(['audit', 'verify', `${out}.none`])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`There is no file ${out}.none that can be read.`),
    });
  });

  it('says which submission an exported file of labels is, and whose time stamps may count', async () => {
    const imageId = await world.image(projectId);
    const readingId = await world.reading(imageId);
    await world.paint(readingId, 1, [4, 4, 4]);
    await world.submit(readingId);
    await new Notary(
      world.services,
      readSettings({ SCHOLIA_DATA_DIR: world.folder, SCHOLIA_CHECKPOINT_SECONDS: '0' }),
    ).round();
    const out = join(folder, 'audit.zip');
    await scholia(['audit', 'export', '--format', 'bundle', '--out', out]);
    await scholia(['export', 'labels', '--project', 'Abdomen', '--out', folder]);
    const labels = join(folder, 'case.nii.gz');
    const verified = await scholia(['audit', 'verify', out, '--labels', labels, '--json']);
    expect(JSON.parse(verified.out)).toMatchObject({
      outcome: 'unwitnessed',
      knownFiles: [{ file: labels, submissions: [{ readingId, imageId, userId: world.admin.userId }] }],
    });
    const other = await file('other.nii', niftiFile(3));
    const refused = await scholia(['audit', 'verify', out, '--labels', other]);
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('other.nii is none of the 1 submissions') });
    const noCertificate = await scholia(['audit', 'verify', out, '--tsa-ca', labels]);
    expect(noCertificate).toMatchObject({ code: 2, err: expect.stringContaining('not a PEM file') });
  });
});

describe('scholia user and token', () => {
  it('adds people with a role and a link, or a password, and lists them', async () => {
    const added = await scholia([
      'user',
      'add',
      'reader-1@example.org',
      '--project',
      'Abdomen',
      '--role',
      'reviewer',
      '--json',
    ]);
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(added.out).signInLink).toMatch(/^http:\/\/localhost:3000\/sign-in\/link\?token=.{20,}/);
    const roles = await world.services.sql<{ role: string }[]>`select role from memberships
      where user_id = ${JSON.parse(added.out).userId}`;
    expect(roles.map(({ role }) => role)).toEqual(['reviewer']);
    const withPassword = await scholia(['user', 'add', 'reader-2@example.org', '--password-stdin'], 'correct horse\n');
    expect(withPassword).toMatchObject({ code: 0, out: 'reader-2@example.org added.\n' });
    const body = JSON.stringify({ email: 'reader-2@example.org', password: 'correct horse' });
    const headers = { 'content-type': 'application/json', origin: 'http://scholia.test' };
    const request = new Request('http://scholia.test/api/auth/sign-in/email', { method: 'POST', headers, body });
    expect((await world.services.auth.handle(request)).status).toBe(200);
    const list = await scholia(['user', 'list']);
    expect(list.out).toMatch(/^E-mail +Name +Is/);
    for (const who of ['admin', 'reader-1', 'reader-2']) expect(list.out).toContain(`${who}@example.org`);
  });

  it('refuses an address twice, a short password and an unknown role', async () => {
    await scholia(['user', 'add', 'reader-1@example.org']);
    const twice = await scholia(['user', 'add', 'Reader-1@example.org']);
    expect(twice).toMatchObject({ code: 1, out: '' });
    expect(twice.err).toMatch(/already an account/);
    const short = await scholia(['user', 'add', 'reader-2@example.org', '--password-stdin'], 'short');
    expect(short.err).toMatch(/10 characters/);
    expect((await scholia(['user', 'add', 'reader-3@example.org', '--role', 'king'])).code).toBe(1);
    expect((await scholia(['user', 'list', '--json'])).out).not.toContain('reader-2');
  });

  it('makes a link that signs in once', async () => {
    const { code, out } = await scholia(['user', 'link', 'outsider@example.org']);
    expect(code).toBe(0);
    const token = new URL(out.trim()).searchParams.get('token') ?? '';
    expect((await world.services.auth.redeemSignInLink(token)).status).toBe(200);
    expect((await world.services.auth.redeemSignInLink(token)).status).toBe(401);
    expect((await scholia(['user', 'link', 'nobody@example.org'])).code).toBe(1);
  });

  it('makes a token that works until it is revoked', async () => {
    const made = await scholia(['token', 'create', 'outsider@example.org', '--name', 'script', '--json']);
    const { token, tokenId } = JSON.parse(made.out);
    const who = () =>
      world.services.authenticate({ headers: new Headers({ authorization: `Bearer ${token}` }), url: '/api/v1' });
    expect(await who()).toMatchObject({ name: 'outsider', via: 'token' });
    expect((await scholia(['token', 'list', 'outsider@example.org'])).out).toContain(tokenId);
    expect((await scholia(['token', 'revoke', 'outsider@example.org', tokenId])).code).toBe(0);
    expect(await who()).toBeNull();
    expect((await scholia(['token', 'revoke', 'outsider@example.org', tokenId])).code).toBe(1);
  });
});
