import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { type BundleRequest, exportBundle } from '@scholia/api/audit';
import { ApiWorld } from '@scholia/api/testing';
import { canonicalJson, hexToBytes, type Json, must, type ReadingId } from '@scholia/core';
import { latestCheckpoint } from '@scholia/event-store';
import {
  checkpointText,
  Frontier,
  hashEvent,
  leafHash,
  parseCheckpoint,
  parseNote,
  portableSha256,
  signerOf,
  signNote,
} from '@scholia/ledger';
import { Notary, originOf, readSettings, rotateKey } from '@scholia/notary';
import { getReading } from '@scholia/projections';
import { BlobReader, BlobWriter, Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT_CODES, FILES, openBundle, outcomeOf, type Verification, verifyBundle } from '../src/index.ts';

vi.setConfig({ testTimeout: 240_000 });

type Files = Map<string, Uint8Array>;
interface Line {
  readonly event: { [key: string]: Json };
  readonly hash: string;
}

let world: ApiWorld;
let folder: string;
let readingId: ReadingId;
/** What the auditor kept, before the last things happened. */
let witness: string;
let whole: Files;

const notary = () =>
  new Notary(world.services, readSettings({ SCHOLIA_DATA_DIR: world.folder, SCHOLIA_CHECKPOINT_SECONDS: '0' }));
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);

/** A project with a reading that was painted, submitted, reopened and submitted again, and a key that was changed. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scholia-audit-'));
  world = await ApiWorld.open();
  const projectId = await world.project('Abdomen');
  await world.project('Elsewhere');
  const annotator = await world.member(projectId, 'annotator');
  const imageId = await world.image(projectId);
  readingId = await world.reading(imageId, annotator);
  await notary().round();
  for (let n = 1; n < 6; n++) await world.paint(readingId, 1, [n, 3, 3], annotator);
  await world.submit(readingId, annotator);
  await notary().round();
  witness = (await latestCheckpoint(world.services.sql, 'main'))?.note ?? '';
  await world.image(projectId);
  const [first] = await world.services.events.read({ after: 0n, limit: 1 });
  await rotateKey(world.services, join(world.folder, 'notary'), originOf('main', first.hash));
  await notary().round();
  whole = await exported('whole.zip', {});
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

async function exported(name: string, request: Partial<BundleRequest>): Promise<Files> {
  const to = await world.services.events.head();
  const target = createWriteStream(join(folder, name));
  await exportBundle(world.services, { from: 1n, to, ...request }, Writable.toWeb(target));
  const files: Files = new Map();
  const content = new Uint8Array(await readFile(join(folder, name)));
  for (const entry of await new ZipReader(new BlobReader(new Blob([content]))).getEntries())
    if (!entry.directory) files.set(entry.filename, await entry.getData(new Uint8ArrayWriter()));
  return files;
}

/** What a selection needs to know of a reading. */
async function readingOf(sql: ApiWorld['services']['sql'], id: ReadingId) {
  const reading = must(await getReading(sql, id), 'it was made');
  return { readingId: id, imageId: reading.imageId, projectId: reading.projectId };
}

async function zipped(files: Files): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter());
  for (const [name, content] of files) await zip.add(name, new Uint8ArrayReader(content));
  return await zip.close();
}

const verify = async (files: Files, witnesses: readonly string[] = []): Promise<Verification> =>
  verifyBundle(await openBundle(await zipped(files)), { witnesses });

/** The kinds of fault that the verifier finds, in order. */
async function faultsOf(files: Files, witnesses: readonly string[] = []): Promise<string[]> {
  const { findings } = await verify(files, witnesses);
  return [...new Set(findings.map(({ code }) => code))];
}

const linesOf = (files: Files) =>
  text(files.get(FILES.events))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

function withLines(files: Files, lines: readonly Line[]): Files {
  const all = lines.map(({ event, hash }) => `{"event":${canonicalJson(event)},"hash":"${hash}"}\n`);
  return new Map(files).set(FILES.events, bytes(all.join('')));
}

/** The same log as its keeper could write it anew from some event on: positions, versions, chains and hashes all fit. */
function rechained(lines: readonly Line[]): Line[] {
  const heads = new Map<string, { version: number; hash: string }>();
  return lines.map(({ event }, index) => {
    const stream = String(event.stream);
    const head = heads.get(stream) ?? { version: 0, hash: '0'.repeat(64) };
    const changed = { ...event, position: String(index + 1), version: String(head.version + 1), prev: head.hash };
    const hash = hashEvent(canonicalJson(changed));
    heads.set(stream, { version: head.version + 1, hash });
    return { event: changed, hash };
  });
}

/** What only the holder of the signing key can do: sign the rewritten log as if it had always been so. */
async function resigned(files: Files): Promise<Files> {
  const pem = await readFile(join(world.folder, 'notary/signing-key.pem'), 'utf8');
  const der = Buffer.from(pem.replace(/-----[^-]*-----/g, '').replace(/\s/g, ''), 'base64');
  const lines = linesOf(files);
  const origin = originOf('main', lines[0].hash);
  const signer = await signerOf(origin, new Uint8Array(der));
  const frontier = new Frontier(portableSha256);
  for (const { hash } of lines) frontier.append(leafHash(portableSha256, hexToBytes(hash)));
  const signedAt = new Date().toISOString();
  const note = await signNote(checkpointText({ origin, size: frontier.size, root: frontier.root(), signedAt }), [
    signer,
  ]);
  return new Map(files).set(FILES.checkpoints, bytes(`${JSON.stringify({ size: frontier.size, note })}\n`));
}

const positionOf = (lines: readonly Line[], type: string) => lines.findIndex(({ event }) => event.type === type);

describe('a bundle', () => {
  it('[AU1] of the whole log is intact, and says how far somebody outside has seen it', async () => {
    const alone = await verify(whole);
    expect(alone).toMatchObject({ findings: [], witnessedUpTo: 0, replayedOperations: 5 });
    expect(alone.signedUpTo).toBe(Number(await world.services.events.head()));
    expect(outcomeOf(alone)).toBe('unwitnessed');
    const seen = parseCheckpoint(parseNote(witness)?.text ?? '')?.size;
    expect(await verify(whole, [witness])).toMatchObject({ findings: [], witnessedUpTo: seen });
    const newest = (await latestCheckpoint(world.services.sql, 'main'))?.note ?? '';
    expect(outcomeOf(await verify(whole, [newest]))).toBe('intact');
  });

  it('[AU11] of a range of positions holds what it takes to judge it', async () => {
    const to = await world.services.events.head();
    for (const from of [2n, 8n, to - 4n, to]) {
      const files = await exported('range.zip', { from });
      expect((await verify(files, [witness])).findings).toEqual([]);
      const lines = linesOf(files);
      const inside = lines.findIndex(({ event }) => BigInt(String(event.position)) > from);
      if (inside > 0) expect(await faultsOf(withLines(files, lines.toSpliced(inside, 1)))).toContain('tree');
    }
    // The reading was submitted in this range, and painted before it: its labels are rebuilt all the same.
    const lines = linesOf(whole);
    const submitted = BigInt(positionOf(lines, 'ReadingSubmitted') + 1);
    const files = await exported('range.zip', { from: submitted });
    expect(await verify(files)).toMatchObject({ findings: [], replayedOperations: 5 });
  });

  it('[AU2] of one reading proves its events and discloses nothing else', async () => {
    const files = await exported('reading.zip', { reading: await readingOf(world.services.sql, readingId) });
    const verification = await verify(files, [witness]);
    expect(verification).toMatchObject({ findings: [], replayedOperations: 5 });
    const lines = linesOf(files);
    expect(lines.length).toBeLessThan(linesOf(whole).length);
    expect(text(files.get(FILES.events))).not.toContain('Elsewhere');
    const others = lines.filter(({ event }) => event.reading !== readingId).map(({ event }) => event.type);
    const allowed = ['ProjectCreated', 'RoleGranted', 'AdministratorAppointed', 'ImageImported', 'LogKeyAdopted'];
    expect([...new Set(others)].filter((type) => !allowed.includes(String(type)))).toEqual([]);
    // An event that was never in the log cannot be proven, not even with a chain that fits.
    const at = positionOf(lines, 'OperationCommitted');
    const event = { ...lines[at].event, causation: 'forged' };
    const forged = lines.with(at, { event, hash: hashEvent(canonicalJson(event)) });
    expect(await faultsOf(withLines(files, forged))).toEqual(expect.arrayContaining(['previous', 'tree']));
  });

  it('[AU3] verifies with the one file that is in it and plain Node', async () => {
    await writeFile(join(folder, 'verify.mjs'), whole.get(FILES.verifier) ?? '');
    await writeFile(join(folder, 'witness'), witness);
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['verify.mjs', ...args], { cwd: folder }).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error) => ({ code: error.code, stdout: error.stdout }),
      );
    const result = await run('whole.zip', '--witness', 'witness');
    expect(result.code).toBe(EXIT_CODES.unwitnessed);
    expect(result.stdout).toMatch(/INTACT, unwitnessed since #\d+/);
    await writeFile(join(folder, 'bad.zip'), await bufferOf(new Map(whole).set(FILES.readme, bytes('other'))));
    expect(await run('bad.zip')).toMatchObject({ code: 1, stdout: expect.stringContaining('README.txt was altered') });
    expect((await run('verify.mjs')).code).toBe(2);
  });
});

describe('a bundle that was tampered with', () => {
  const cases: Record<string, [change: (lines: Line[]) => Line[], faults: string[]]> = {
    'a flipped byte': [
      (lines) => {
        const at = positionOf(lines, 'ProjectCreated');
        const payload = { ...(lines[at].event.payload as Record<string, Json>), name: 'Thorax' };
        return lines.with(at, { ...lines[at], event: { ...lines[at].event, payload } });
      },
      ['hash'],
    ],
    'the last event dropped': [(lines) => lines.slice(0, -1), ['tree']],
    'a middle event dropped': [(lines) => lines.toSpliced(4, 1), ['gap', 'tree']],
    'two events swapped': [(lines) => lines.with(4, lines[5]).with(5, lines[4]), ['gap']],
    'a forged actor': [
      (lines) => {
        const at = positionOf(lines, 'OperationCommitted');
        const actor = { type: 'user', userId: '01900000-0000-7000-8000-00000000dead' };
        return rechained(lines.with(at, { ...lines[at], event: { ...lines[at].event, actor } }));
      },
      ['authority', 'author', 'tree'],
    ],
    'a back-dated event': [
      (lines) => {
        const at = positionOf(lines, 'ReadingSubmitted');
        return rechained(
          lines.with(at, { ...lines[at], event: { ...lines[at].event, recordedAt: '2020-01-01T00:00:00.000Z' } }),
        );
      },
      ['time', 'tree'],
    ],
    'a suffix that was rewritten with hashes that fit': [
      (lines) => {
        const at = lines.findLastIndex(({ event }) => event.type === 'OperationCommitted');
        return rechained(lines.toSpliced(at, 1));
      },
      ['tree', 'replay'],
    ],
    'an edit after the submission': [
      (lines) => {
        const submitted = positionOf(lines, 'ReadingSubmitted');
        const stroke = lines[submitted - 1];
        return rechained(lines.with(submitted - 1, lines[submitted]).with(submitted, stroke));
      },
      ['stage', 'tree', 'replay'],
    ],
  };
  for (const [name, [change, faults]] of Object.entries(cases))
    it(`[AU4] shows ${name}`, async () => {
      expect(await faultsOf(withLines(whole, change(linesOf(whole))))).toEqual(expect.arrayContaining(faults));
    });

  it('[AU4] shows edited blobs, labels, schemas, gaps and checkpoints', async () => {
    const edited = (name: string, change: (content: Uint8Array) => Uint8Array) =>
      new Map(whole).set(name, change(whole.get(name) ?? new Uint8Array()));
    const labels = [...whole.keys()].find((name) => name.startsWith('labels/')) ?? '';
    expect(await faultsOf(edited(labels, (content) => content.with(content.length - 5, 2)))).toEqual(['export']);
    expect(await faultsOf(edited('schemas/SignedIn.v1.json', () => bytes('{}')))).toEqual(['file-altered']);
    expect(await faultsOf(edited(FILES.gaps, () => new Uint8Array(32)))).toEqual(['tree']);
    const lines = text(whole.get(FILES.checkpoints)).trimEnd().split('\n');
    const { size, note } = JSON.parse(lines[0]);
    const other = JSON.stringify({ size, note: note.replace(/signed-at \d{4}/, 'signed-at 2020') });
    expect(
      await faultsOf(edited(FILES.checkpoints, () => bytes(`${[other, ...lines.slice(1)].join('\n')}\n`))),
    ).toEqual(expect.arrayContaining(['signature']));
    expect(await faultsOf(new Map([...whole].filter(([name]) => name !== FILES.manifest)))).toContain('file-missing');
    expect(outcomeOf(await verify(edited(FILES.checkpoints, () => new Uint8Array())))).toBe('faulty');
  });

  it('[AU5] a suffix rewritten and signed again by the holder of the key shows only against a witness', async () => {
    const lines = linesOf(whole);
    const at = positionOf(lines, 'ImageImported');
    const payload = { ...(lines[at].event.payload as Record<string, Json>), name: 'another name' };
    const changed = rechained(lines.with(at, { ...lines[at], event: { ...lines[at].event, payload } }));
    const forged = await resigned(withLines(whole, changed));
    expect(outcomeOf(await verify(forged))).toBe('unwitnessed');
    expect(await faultsOf(forged, [witness])).toEqual(['witness']);
  });

  it('[AU5] a log that went back in time shows against a witness, and an old checkpoint played again does not help', async () => {
    const newest = (await latestCheckpoint(world.services.sql, 'main'))?.note ?? '';
    const size = parseCheckpoint(parseNote(witness)?.text ?? '')?.size ?? 0;
    const old = text(whole.get(FILES.checkpoints))
      .split('\n')
      .filter((line) => line && JSON.parse(line).size <= size);
    const back = withLines(whole, linesOf(whole).slice(0, size)).set(FILES.checkpoints, bytes(`${old.join('\n')}\n`));
    expect(outcomeOf(await verify(back))).toBe('unwitnessed');
    expect(await faultsOf(back, [newest])).toContain('witness');
    const replayed = new Map(whole).set(FILES.checkpoints, bytes(`${old.join('\n')}\n`));
    expect((await verify(replayed)).signedUpTo).toBe(size);
  });
});

describe('a restore', () => {
  it('[AU13] is proven to give back the labels of the moment it names, and none comes without its reason', async () => {
    const projectId = await world.project('Restored');
    const person = await world.member(projectId, 'annotator');
    const reading = await world.reading(await world.image(projectId), person);
    const [first, second] = [
      await world.paint(reading, 1, [4, 4, 3], person),
      await world.paint(reading, 2, [4, 4, 3], person),
    ];
    await world.paint(reading, 2, [9, 8, 6], person);
    await world.restore(reading, first, person);
    await world.submit(reading, person);
    await notary().round();
    const files = await exported('restored.zip', { reading: await readingOf(world.services.sql, reading) });
    expect((await verify(files)).findings).toEqual([]);
    const lines = linesOf(files);
    const at = positionOf(lines, 'ReadingRestored');
    const messages = async (changed: Line[]) =>
      (await verify(withLines(files, changed))).findings
        .filter(({ code }) => code === 'replay')
        .map(({ message }) => message.replace(/#\d+/, '#'));
    const saying = (more: Record<string, Json>) =>
      lines.with(at, {
        ...lines[at],
        event: { ...lines[at].event, payload: { ...(lines[at].event.payload as Record<string, Json>), ...more } },
      });
    expect(await messages(lines.toSpliced(at, 1))).toEqual(['#: labels were restored, and nothing says why.']);
    expect(await messages(saying({ counter: 12345 }))).toContain(
      `#: the restore names no operation that restores the labels of #${first}.`,
    );
    expect(await messages(saying({ toPosition: String(second) }))).toContain(
      `#: the restore names no operation that restores the labels of #${second}.`,
    );
    // An operation that does something else than it says: here because an operation before it was taken out.
    const stroke = lines.findIndex(({ event }) => event.position === String(second));
    expect(await messages(lines.toSpliced(stroke, 1))).toEqual([]);
    const earlier = lines.findIndex(({ event }) => event.position === String(first));
    expect(await messages(lines.toSpliced(earlier, 1))).toContain(`#: the labels restored are not those of #${first}.`);
  });
});

const bufferOf = async (files: Files) => new Uint8Array(await (await zipped(files)).arrayBuffer());
