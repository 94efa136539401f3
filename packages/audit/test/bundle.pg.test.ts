import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AFFINE, DIMS } from '@scholia/api/testing';
import { canonicalJson, type Json, must, toBase64 } from '@scholia/core';
import { gzip, readNifti, writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { hashEvent } from '@scholia/ledger';
import { getReading } from '@scholia/projections';
import { openSslAuthority } from '@scholia/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT_CODES, FILES, outcomeOf, parseCertificates, tellVerification } from '../src/index.ts';
import {
  faultsOf,
  type Line,
  linesOf,
  positionOf,
  Scene,
  sizeOf,
  stampQuery,
  TSA_URL,
  textOf,
  verify,
  withLines,
  withText,
  zipped,
} from './scene.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(async () => scene.close());

/** The labels of the submission, as the bundle holds them. */
function submitted(): Uint8Array {
  const name = [...scene.whole.keys()].find((one) => one.startsWith('labels/'));
  return must(scene.whole.get(must(name, 'a reading was submitted')), 'it was just seen');
}

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['verify.mjs', ...args], { cwd: scene.folder }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );

describe('a bundle', () => {
  it('[AU1] of the whole log is intact, and says how far somebody outside has seen it', async () => {
    const { whole, witness, newest, world } = scene;
    const alone = await verify(whole);
    expect(alone).toMatchObject({ findings: [], witnessedUpTo: 0, replayedOperations: 6 });
    expect(alone.signedUpTo).toBe(Number(await world.services.events.head()));
    expect(outcomeOf(alone)).toBe('unwitnessed');
    expect(await verify(whole, { witnesses: [witness] })).toMatchObject({
      findings: [],
      witnessedUpTo: sizeOf(witness),
    });
    expect(outcomeOf(await verify(whole, { witnesses: [newest] }))).toBe('intact');
  });

  it('[AU11] of a range of positions holds what it takes to judge it', async () => {
    const { world, whole, witness } = scene;
    const to = await world.services.events.head();
    for (const from of [2n, 8n, to - 4n, to]) {
      const files = await scene.exported('range.zip', { from });
      expect((await verify(files, { witnesses: [witness] })).findings).toEqual([]);
      const lines = linesOf(files);
      const inside = lines.findIndex(({ event }) => BigInt(String(event.position)) > from);
      if (inside <= 0) continue;
      const { findings } = await verify(withLines(files, lines.toSpliced(inside, 1)));
      expect(findings.map(({ code }) => code)).toContain('tree');
    }
    // The reading was submitted in this range, and painted before it: its labels are rebuilt all the same.
    const lines = linesOf(whole);
    const submitted = BigInt(positionOf(lines, 'ReadingSubmitted') + 1);
    const files = await scene.exported('range.zip', { from: submitted });
    expect(await verify(files)).toMatchObject({ findings: [], replayedOperations: 6 });
  });

  it('[AU2] of one reading proves its events and discloses nothing else', async () => {
    const { readingId, whole, witness } = scene;
    const files = await scene.exported('reading.zip', { reading: await scene.scopeOf(readingId) });
    const verification = await verify(files, { witnesses: [witness] });
    expect(verification).toMatchObject({ findings: [], replayedOperations: 6 });
    const lines = linesOf(files);
    expect(lines.length).toBeLessThan(linesOf(whole).length);
    expect(textOf(files, FILES.events)).not.toContain('Elsewhere');
    const others = lines.filter(({ event }) => event.reading !== readingId).map(({ event }) => event.type);
    const allowed = ['ProjectCreated', 'RoleGranted', 'AdministratorAppointed', 'ImageImported', 'LogKeyAdopted'];
    expect([...new Set(others)].filter((type) => !allowed.includes(String(type)))).toEqual([]);
    // An event that was never in the log cannot be proven, not even with a chain that fits.
    const at = positionOf(lines, 'OperationCommitted');
    const event = { ...lines[at].event, causation: 'forged' };
    const forged = lines.with(at, { event, hash: hashEvent(canonicalJson(event)) });
    expect(await faultsOf(withLines(files, forged))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^previous: #\d+: does not name the hash of the event before it in reading-/),
        expect.stringMatching(/^tree: The first \d+ events are not those that were signed at /),
      ]),
    );
  });

  it('[AU3] verifies with the one file that is in it and plain Node', async () => {
    const { whole, folder, witness } = scene;
    await writeFile(join(folder, 'verify.mjs'), textOf(whole, FILES.verifier));
    await writeFile(join(folder, 'witness'), witness);
    const result = await run('whole.zip', '--witness', 'witness');
    expect(result.code).toBe(EXIT_CODES.unwitnessed);
    expect(result.stdout).toMatch(/INTACT, unwitnessed since #\d+/);
    const bad = await zipped(withText(whole, FILES.readme, 'other'));
    await writeFile(join(folder, 'bad.zip'), new Uint8Array(await bad.arrayBuffer()));
    expect(await run('bad.zip')).toMatchObject({ code: 1, stdout: expect.stringContaining('README.txt was altered') });
    expect((await run('verify.mjs')).code).toBe(2);
    expect(await run('whole.zip', '--tsa-ca', 'witness')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not a PEM file with certificates'),
    });
  });

  it('[AU14] tells by the one file which submission a file of labels is', async () => {
    const { whole, folder, readingId } = scene;
    await writeFile(join(folder, 'verify.mjs'), textOf(whole, FILES.verifier));
    await writeFile(join(folder, 'mine.nii.gz'), gzip(submitted()));
    const result = await run('whole.zip', '--labels', 'mine.nii.gz');
    expect(result.stdout).toMatch(
      new RegExp(
        `Labels   mine.nii.gz is reading ${readingId} as submitted at #\\d+ by [0-9a-f-]{36}, .*, bit for bit`,
      ),
    );
    expect(result.code).toBe(EXIT_CODES.unwitnessed);
    await writeFile(join(folder, 'other.nii'), submitted().with(-5, 7));
    const other = await run('whole.zip', '--labels', 'mine.nii.gz', '--labels', 'other.nii');
    expect(other.code).toBe(1);
    expect(other.stdout).toMatch(/FAULT {4}export: other.nii is none of the 1 submissions of this bundle/);
  });
});

describe('a file of labels from elsewhere', () => {
  const faults = async (name: string, ...bytes: Uint8Array[]) =>
    faultsOf(scene.whole, { labels: [{ name, file: new Blob(bytes as BlobPart[]) }], replay: false });

  it('[AU14] is a submission, packed or not, whatever the type of its voxels', async () => {
    const { data } = readNifti(submitted());
    const wider = writeNifti({ dims: DIMS, affine: AFFINE, data: Int16Array.from(data) });
    for (const bytes of [submitted(), gzip(submitted()), wider]) {
      const labels = [{ name: 'a', file: new Blob([bytes as BlobPart]) }];
      const { findings, knownFiles } = await verify(scene.whole, { labels });
      expect(findings).toEqual([]);
      expect(knownFiles).toMatchObject([{ file: 'a', submissions: [{ readingId: scene.readingId }] }]);
    }
  });

  it('[AU14] is a fault when it has another voxel, another size or another place, or is no labels', async () => {
    expect(await faults('a.nii', submitted().with(-5, 2))).toEqual([
      expect.stringMatching(
        /^export: a.nii is none of the 1 submissions of this bundle: its labels have the digest [0-9a-f]{16}, which was never submitted\.$/,
      ),
    ]);
    const small = writeNifti({ dims: [2, 2, 2], affine: AFFINE, data: new Uint8Array(8) });
    expect(await faults('b.nii', small)).toEqual([
      'export: b.nii is none of the 1 submissions of this bundle: no image has its 2 x 2 x 2 voxels.',
    ]);
    const data = Uint8Array.from(readNifti(submitted()).data);
    const away = affine('ijk', 'ras', AFFINE.m.with(3, AFFINE.m[3] + 0.5));
    expect(await faults('c.nii', writeNifti({ dims: DIMS, affine: away, data }))).toEqual([
      expect.stringMatching(
        /^export: c.nii has the labels that were submitted at #\d+, but puts them elsewhere: 0\.500 mm from where the image lies\.$/,
      ),
    ]);
    const half = writeNifti({ dims: DIMS, affine: AFFINE, data: Float32Array.from(data, (value) => value / 2) });
    expect(await faults('d.nii', half)).toEqual([
      'export: d.nii cannot be read as labels: Its voxels are no labels: whole numbers from 0 to 255.',
    ]);
    expect(await faults('e.nii.gz', gzip(submitted()).subarray(0, 60))).toEqual([
      'export: e.nii.gz cannot be read as labels: It cannot be unpacked. Copy it again.',
    ]);
    expect(await faults('f.nii', new TextEncoder().encode('no image'))).toEqual([
      expect.stringMatching(/^export: f.nii cannot be read as labels: /),
    ]);
  });
});

describe('a time stamp (needs openssl)', () => {
  it('[AU7] by an authority that the reader trusts is a witness', async (context) => {
    const { authority, whole, witness, folder } = scene;
    if (!authority) return context.skip();
    const stranger = await verify(whole);
    expect(stranger.anchors).toMatchObject([
      { size: sizeOf(witness), url: TSA_URL, authority: 'O=Scholia, CN=test-signer' },
    ]);
    expect(stranger).toMatchObject({ findings: [], witnessedUpTo: 0 });
    expect(tellVerification(stranger).join('\n')).toContain(
      'signed by O=Scholia, CN=test-signer, whom you did not say to trust',
    );
    const trusting = await verify(whole, { authorities: parseCertificates(authority.root) });
    expect(trusting).toMatchObject({ findings: [], witnessedUpTo: sizeOf(witness) });
    await writeFile(join(folder, 'verify.mjs'), textOf(whole, FILES.verifier));
    await writeFile(join(folder, 'root.pem'), authority.root);
    const result = await run('whole.zip', '--tsa-ca', 'root.pem');
    expect(result.stdout).toMatch(/^Stamped {2}\d+ events at .* signed by O=Scholia, CN=test-signer, whom you trust$/m);
    expect(result.stdout).toContain(`INTACT, unwitnessed since #${sizeOf(witness) + 1}`);
    expect(result.code).toBe(EXIT_CODES.unwitnessed);
    const other = must(await openSslAuthority({ key: 'ec' }), 'it was there');
    const wrong = await verify(whole, { authorities: parseCertificates(other.root) });
    await other.close();
    expect(wrong).toMatchObject({ findings: [], witnessedUpTo: 0 });
    expect(tellVerification(wrong).join('\n')).toMatch(
      /CN=test-signer, and no valid path leads from there to a certificate/,
    );
  });

  it('[AU7] that covers the end of the log makes it intact; one for a log that was rewritten does not', async (context) => {
    const { authority, whole, newest } = scene;
    if (!authority) return context.skip();
    const token = toBase64(await authority.answer(stampQuery(newest)));
    const size = sizeOf(newest);
    const stamped = withText(whole, FILES.anchors, `${JSON.stringify({ size, url: TSA_URL, token })}\n`);
    const authorities = parseCertificates(authority.root);
    const verification = await verify(stamped, { authorities });
    expect(outcomeOf(verification)).toBe('intact');
    expect(tellVerification(verification).at(-1)).toBe(
      'INTACT: every signed event was there when a witness saw the log.',
    );
    const rewritten = withLines(stamped, linesOf(stamped).slice(0, -1));
    expect(await verify(rewritten, { authorities })).toMatchObject({ witnessedUpTo: 0 });
  });

  it('[AU7] is a fault when it is altered, or not for a checkpoint of the log', async (context) => {
    const { authority, whole, witness, newest } = scene;
    if (!authority) return context.skip();
    const { token } = JSON.parse(textOf(whole, FILES.anchors));
    const size = sizeOf(witness);
    const faults = (line: unknown) => faultsOf(withText(whole, FILES.anchors, `${JSON.stringify(line)}\n`));
    const bytes = Uint8Array.from(Buffer.from(token, 'base64'));
    const altered = toBase64(bytes.with(-1, bytes[bytes.length - 1] ^ 1));
    expect(await faults({ size, url: TSA_URL, token: altered })).toEqual([
      `anchor: The time stamp of ${size} events by ${TSA_URL} has a signature that does not hold.`,
    ]);
    const foreign = toBase64(await authority.answer(stampQuery('scholia/another log')));
    for (const line of [
      { size, url: TSA_URL, token: foreign },
      { size: sizeOf(newest), url: TSA_URL, token },
    ])
      expect(await faults(line)).toEqual([`anchor: A time stamp by ${TSA_URL} is for no checkpoint of this log.`]);
    for (const line of ['', { size, url: TSA_URL, token: 'AAAA' }])
      expect(await faults(line)).toEqual(['anchor: A line of anchors.jsonl is no time stamp.']);
    const expired = must(await openSslAuthority({ days: -1 }), 'it was there');
    const late = toBase64(await expired.answer(stampQuery(witness)));
    await expired.close();
    expect(await faults({ size, url: TSA_URL, token: late })).toEqual([
      `anchor: The time stamp of ${size} events by ${TSA_URL} was signed with a certificate that was not valid at the stamped time.`,
    ]);
  });
});

it('[AU3] the verifier is one file that imports nothing but Node', async () => {
  const script = textOf(scene.whole, FILES.verifier);
  const imports = [...script.matchAll(/^import\b[^;]*?from\s*"([^"]+)"|(?:^|;)import\s*[^;]*?from\s*"([^"]+)"/gm)].map(
    ([, a, b]) => a ?? b,
  );
  expect(imports.length).toBeGreaterThan(0);
  for (const name of imports) expect(name).toMatch(/^node:/);
  expect(await readFile(join(scene.folder, 'whole.zip'))).not.toHaveLength(0);
});

describe('a restore', () => {
  it('[AU13] is proven to give back the labels of the moment it names, and none comes without its reason', async () => {
    const { world } = scene;
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
    await scene.notary().round();
    const { imageId } = must(await getReading(world.services.sql, reading), 'it was made');
    const files = await scene.exported('restored.zip', { reading: { readingId: reading, imageId, projectId } });
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
