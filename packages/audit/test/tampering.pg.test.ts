import { AFFINE, DIMS } from '@scholia/api/testing';
import { canonicalJson, type Json, must } from '@scholia/core';
import { readNifti, writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { hashEvent } from '@scholia/ledger';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FILES, outcomeOf } from '../src/index.ts';
import {
  changed,
  type Files,
  faultsOf,
  type Line,
  linesOf,
  positionOf,
  rechained,
  Scene,
  sizeOf,
  textOf,
  verify,
  withLines,
  without,
  withText,
} from './scene.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(async () => scene.close());

const named = (files: Files, prefix: string) =>
  must(
    [...files.keys()].find((name) => name.startsWith(prefix)),
    `the bundle has ${prefix}`,
  );
const onLines = (change: (lines: Line[]) => Line[]) => (files: Files) => withLines(files, change(linesOf(files)));
const onText = (name: string, change: (text: string) => string) => (files: Files) => {
  const [before, after] = [textOf(files, name), change(textOf(files, name))];
  if (before === after) throw new Error(`${name} was not changed`);
  return withText(files, name, after);
};
/** The first event of a type, changed in itself: its hash fits, what follows does not know. */
const onEvent = (type: string, change: (event: Line['event']) => { readonly [key: string]: Json }, isHashed = true) =>
  onLines((lines) => {
    const at = positionOf(lines, type);
    return lines.with(at, changed(lines[at], change(lines[at].event), isHashed));
  });
/** The same, and everything after it written anew so that it fits. */
const onHistory = (change: (lines: Line[]) => Line[]) => onLines((lines) => rechained(change(lines)));
const payloadOf = (event: Line['event']) => event.payload as Record<string, Json>;

/** What somebody could do without the signing key, and what the verifier says of it, in words that fit nothing else. */
const MUTANTS: Record<string, readonly [change: (files: Files) => Files, ...told: RegExp[]]> = {
  'a flipped byte': [
    onEvent('ProjectCreated', (event) => ({ payload: { ...payloadOf(event), name: 'Thorax' } }), false),
    /^hash: #\d+: the bytes do not have the stored hash$/,
  ],
  'the first event dropped': [
    onLines((lines) => lines.slice(1)),
    /^tree: Events beyond #0 are missing, and nothing stands for them\.$/,
  ],
  'the last event dropped': [
    onLines((lines) => lines.slice(0, -1)),
    /^tree: Events beyond #[1-9]\d* are missing, and nothing stands for them\.$/,
  ],
  'a middle event dropped': [
    onLines((lines) => lines.toSpliced(4, 1)),
    /^gap: #6: follows #4: what was between them is missing$/,
  ],
  'two events swapped': [
    onLines((lines) => lines.with(4, lines[5]).with(5, lines[4])),
    /^gap: #6: follows #4: what was between them is missing$/,
    /^gap: #5: comes after #6, out of order$/,
  ],
  'an event repeated': [onLines((lines) => lines.toSpliced(5, 0, lines[4])), /^gap: #5: comes after #5, out of order$/],
  'an event that says another position': [
    onLines((lines) => lines.with(4, changed(lines[4], { position: '3' }))),
    /^gap: #3: comes after #4, out of order$/,
  ],
  'an event left out of its stream': [
    onLines((lines) => {
      const at = positionOf(lines, 'OperationCommitted');
      return lines.with(at + 1, changed(lines[at + 1], { version: '7' }));
    }),
    /^version: #\d+: version 7 of reading-\S+ follows version 2$/,
  ],
  'an event rewritten with a hash that fits': [
    onEvent('OperationCommitted', () => ({ occurredAt: '2026-01-01T00:00:00.000Z' })),
    /^previous: #\d+: does not name the hash of the event before it in reading-\S+$/,
  ],
  'a suffix rewritten with hashes that fit': [
    onHistory((lines) =>
      lines.toSpliced(
        lines.findLastIndex(({ event }) => event.type === 'OperationCommitted'),
        1,
      ),
    ),
    /^tree: The first \d+ events are not those that were signed at \S+: root [0-9a-f]{16} instead of [0-9a-f]{16}\.$/,
    /^replay: #\d+: the operations of reading \S+ give labels [0-9a-f]{16}, and [0-9a-f]{16} was submitted\.$/,
  ],
  'a forged actor': [
    onHistory((lines) => {
      const at = positionOf(lines, 'OperationCommitted') + 1;
      const actor = { type: 'user', userId: '01900000-0000-7000-8000-00000000dead' };
      return lines.with(at, changed(lines[at], { actor }));
    }),
    /^author: #\d+: author session 7 belongs to \S+, and 01900000-0000-7000-8000-00000000dead wrote with it\.$/,
    /^authority: #\d+: OperationCommitted by user \S+dead, who had no role in the project then and so not the right label\.edit\.$/,
  ],
  'a right that was never given': [
    onHistory((lines) => {
      const at = lines.findLastIndex(({ event }) => event.type === 'RoleGranted');
      return lines.with(at, changed(lines[at], { payload: { ...payloadOf(lines[at].event), role: 'viewer' } }));
    }),
    /^authority: #\d+: ReadingSubmitted by user \S+, who had the role viewer in the project then and so not the right reading\.submit\.$/,
  ],
  'a back-dated event': [
    onHistory((lines) => {
      const at = positionOf(lines, 'ReadingSubmitted');
      return lines.with(at, changed(lines[at], { recordedAt: '2020-01-01T00:00:00.000Z' }));
    }),
    /^time: #\d+: was recorded at 2020-01-01T00:00:00\.000Z, long before the event ahead of it$/,
    /^time: #\d+ says that it was recorded at 2020-01-01T00:00:00\.000Z, but the \d+ events before it were signed later than that\.$/,
  ],
  'an edit after the submission': [
    onHistory((lines) => {
      const at = positionOf(lines, 'ReadingSubmitted');
      return lines.with(at - 1, lines[at]).with(at, lines[at - 1]);
    }),
    /^stage: #\d+: OperationCommitted of reading \S+ after it had been submitted\.$/,
  ],
  'a submission twice': [
    onHistory((lines) => {
      const at = positionOf(lines, 'ReadingSubmitted');
      return lines.toSpliced(at, 0, lines[at]);
    }),
    /^stage: #\d+: ReadingSubmitted of reading \S+ which was already submitted\.$/,
  ],
  'an operation that is not what its event says': [
    onEvent('OperationCommitted', (event) => ({ payload: { ...payloadOf(event), kind: 'Fill' } })),
    /^replay: #\d+: the operation is not what its event says\.$/,
  ],
  'an operation of nonsense': [
    onEvent('OperationCommitted', (event) => ({ payload: { ...payloadOf(event), bytes: 'AAAA' } })),
    /^replay: #\d+: the operation cannot be read\.$/,
  ],
  'a payload of another form': [
    onEvent('ReadingSubmitted', (event) => ({ payload: { ...payloadOf(event), heldOut: 'maybe' } })),
    /^schema: #\d+: the payload does not fit ReadingSubmitted\.$/,
  ],
  'an event of a type that does not exist': [
    onEvent('ReadingSubmitted', () => ({ type: 'ReadingBlessed' })),
    /^schema: #\d+: no such event: ReadingBlessed version 1\.$/,
  ],
  'bytes that are not canonical': [
    onText(FILES.events, (text) => text.replace('{"event":{"actor":', '{"event":{ "actor":')),
    /^canonical: #1: the bytes are not an event in canonical form$/,
  ],
  'a line that is no event': [
    onText(FILES.events, (text) => text.replace('"hash":"', '"hash":"x')),
    /^file-malformed: Line 1 of events\.jsonl is not an event\.$/,
  ],
  'a key that nobody handed over': [
    onHistory((lines) => {
      const at = lines.findLastIndex(({ event }) => event.type === 'LogKeyAdopted');
      return lines.with(at, changed(lines[at], { payload: { ...payloadOf(lines[at].event), endorsement: null } }));
    }),
    /^key: #\d+: the key was changed without the signature of the former key\.$/,
  ],
  'a checkpoint that says another time': [
    onText(FILES.checkpoints, (text) => text.replace(/signed-at \d{4}/, 'signed-at 2020')),
    /^signature: The checkpoint of \d+ events is not signed with a key of this log\.$/,
  ],
  'a checkpoint of another log': [
    onText(FILES.checkpoints, (text) => text.replace('"note":"scholia/main/', '"note":"scholia/rest/')),
    /^checkpoint: The checkpoint of \d+ events is of another log, scholia\/rest\/[0-9a-f]{16}\.$/,
  ],
  'a checkpoint under another size': [
    onText(FILES.checkpoints, (text) => text.replace(/"size":\d+/, '"size":1')),
    /^checkpoint: checkpoints\.jsonl has a line that is no checkpoint\.$/,
  ],
  'a note that is no checkpoint': [
    onText(FILES.checkpoints, (text) => text.replace('"note":"scholia', '"note":"\\nscholia')),
    /^checkpoint: This is not a signed checkpoint: "/,
  ],
  'hashes that stand for nothing': [
    (files) => new Map(files).set(FILES.gaps, new Uint8Array(32)),
    /^tree: There are more hashes between the events than the tree has places for\.$/,
  ],
  'hashes that are cut off': [
    (files) => new Map(files).set(FILES.gaps, new Uint8Array(31)),
    /^file-malformed: gaps\.bin is cut off\.$/,
  ],
  'an edited blob': [
    (files) => {
      const name = named(files, 'blobs/');
      const content = must(files.get(name), 'it was just seen');
      return new Map(files).set(name, content.with(-1, content[content.length - 1] ^ 1));
    },
    /^blob: #\d+: blob [0-9a-f]{64} was altered\.$/,
  ],
  'a dropped blob': [(files) => without(files, named(files, 'blobs/')), /^blob: #\d+: blob [0-9a-f]{64} is missing\.$/],
  'edited labels': [
    (files) => {
      const name = named(files, 'labels/');
      return new Map(files).set(name, must(files.get(name), 'it was just seen').with(-5, 2));
    },
    /^export: #\d+: labels\/\S+\.nii does not hold the labels that were submitted\.$/,
  ],
  'labels that were moved': [
    (files) => {
      const name = named(files, 'labels/');
      const data = Uint8Array.from(readNifti(must(files.get(name), 'it was just seen')).data);
      const away = affine('ijk', 'ras', AFFINE.m.with(7, AFFINE.m[7] - 2));
      return new Map(files).set(name, writeNifti({ dims: DIMS, affine: away, data }));
    },
    /^export: #\d+: labels\/\S+\.nii does not lie where the image lies\.$/,
  ],
  'labels that are no image': [
    (files) => withText(files, named(files, 'labels/'), 'hello'),
    /^export: #\d+: labels\/\S+\.nii cannot be read as labels\.$/,
  ],
  'an edited schema': [
    (files) => withText(files, 'schemas/SignedIn.v1.json', '{}'),
    /^file-altered: schemas\/SignedIn\.v1\.json was altered\.$/,
  ],
  'a dropped schema': [
    (files) => without(files, 'schemas/SignedIn.v1.json'),
    /^file-missing: schemas\/SignedIn\.v1\.json is missing\.$/,
  ],
  'no events at all': [(files) => without(files, FILES.events), /^file-missing: events\.jsonl is missing\.$/],
  'no manifest': [
    (files) => without(files, FILES.manifest),
    /^file-missing: manifest\.json is missing: this is not a bundle of Scholia\.$/,
  ],
  'a manifest of nonsense': [
    (files) => withText(files, FILES.manifest, '{}'),
    /^file-malformed: manifest\.json cannot be read: /,
  ],
};

describe('a bundle that was tampered with', () => {
  for (const [name, [change, ...told]] of Object.entries(MUTANTS))
    it(`[AU4] shows ${name}`, async () => {
      const faults = await faultsOf(change(scene.whole));
      for (const message of told) expect(faults).toContainEqual(expect.stringMatching(message));
    });

  it('[AU4] each in words of its own', () => {
    const sentences = Object.values(MUTANTS).map(([, ...told]) => told.map(String).join('\n'));
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it('[AU4] shows a flipped bit wherever it is, and never fails of it', async () => {
    const { readingId } = scene;
    const files = await scene.exported('reading.zip', { reading: await scene.scopeOf(readingId) });
    const evidence = [...files.keys()].filter((name) => /^(events|gaps|blobs|schemas)/.test(name));
    expect(evidence).toEqual(expect.arrayContaining([FILES.events, FILES.gaps]));
    // Half of the time in the events, whose bytes matter most.
    const place = fc.oneof(fc.constant(FILES.events), fc.constantFrom(...evidence));
    await fc.assert(
      fc.asyncProperty(place, fc.nat(), fc.nat(7), async (name, at, bit) => {
        const content = must(files.get(name), 'it is one of them').slice();
        content[at % content.length] ^= 1 << bit;
        expect(outcomeOf(await verify(new Map(files).set(name, content)))).toBe('faulty');
      }),
      { numRuns: 60 },
    );
  });

  it('[AU4] shows events rewritten into anything, with hashes that fit, and never fails of them', async () => {
    const lines = linesOf(scene.whole);
    const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', '-1', 'main', null, 0, {}));
    const rewrite = (value: Json, path: readonly number[], other: Json): Json => {
      const [step, ...rest] = path;
      if (step === undefined || typeof value !== 'object' || value === null) return other;
      const keys = Object.keys(value);
      const key = keys[step % Math.max(1, keys.length)];
      if (key === undefined) return other;
      const inner = rewrite((value as Record<string, Json>)[key], rest, other);
      return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
    };
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }),
        anything,
        async (n, path, other) => {
          const at = n % lines.length;
          const event = rewrite(lines[at].event, path, other as Json) as Line['event'];
          if (canonicalJson(event) === canonicalJson(lines[at].event)) return;
          const line = { event, hash: hashEvent(canonicalJson(event)) };
          expect(outcomeOf(await verify(withLines(scene.whole, lines.with(at, line))))).toBe('faulty');
        },
      ),
      { numRuns: 40 },
    );
  });

  it('[AU4] proves nothing without checkpoints', async () => {
    expect(outcomeOf(await verify(withText(scene.whole, FILES.checkpoints, '')))).toBe('faulty');
  });

  it('[AU5] a suffix rewritten and signed again by the holder of the key shows only against a witness', async () => {
    const rewritten = onHistory((lines) => {
      const at = positionOf(lines, 'ImageImported');
      return lines.with(at, changed(lines[at], { payload: { ...payloadOf(lines[at].event), name: 'another name' } }));
    });
    const forged = await scene.resigned(rewritten(scene.whole));
    expect(outcomeOf(await verify(forged))).toBe('unwitnessed');
    expect(await faultsOf(forged, { witnesses: [scene.witness] })).toEqual([
      expect.stringMatching(
        /^witness: The first \d+ events are not those that the witness saw at \S+: root [0-9a-f]{16} instead of [0-9a-f]{16}\.$/,
      ),
    ]);
  });

  it('[AU5] a log that went back in time shows against a witness, and an old checkpoint played again does not help', async () => {
    const { whole, witness, newest } = scene;
    const size = sizeOf(witness);
    const old = textOf(whole, FILES.checkpoints)
      .split('\n')
      .filter((line) => line && JSON.parse(line).size <= size);
    const back = withText(withLines(whole, linesOf(whole).slice(0, size)), FILES.checkpoints, `${old.join('\n')}\n`);
    expect(outcomeOf(await verify(back))).toBe('unwitnessed');
    expect(await faultsOf(back, { witnesses: [newest] })).toContainEqual(
      expect.stringMatching(
        /^witness: The witness saw \d+ events at \S+, and this log has signed no more than \d+: it went back in time, or the bundle is older than the witness\.$/,
      ),
    );
    // Old checkpoints under new events: what came later is not signed, and the verifier says so.
    const replayed = await verify(withText(whole, FILES.checkpoints, `${old.join('\n')}\n`));
    expect(replayed.signedUpTo).toBe(size);
    expect(replayed.events).toBeGreaterThan(size);
  });

  it('[AU5] a witness of another log, or one that nobody signed, is no witness', async () => {
    const { whole, witness } = scene;
    const foreign = witness.replace('scholia/main/', 'scholia/rest/');
    expect(await faultsOf(whole, { witnesses: [foreign] })).toContainEqual(
      expect.stringMatching(/^checkpoint: The checkpoint of \d+ events is of another log, scholia\/rest\//),
    );
    const unsigned = witness.replace(/signed-at \d{4}/, 'signed-at 2020');
    expect(await faultsOf(whole, { witnesses: [unsigned] })).toContainEqual(
      expect.stringMatching(/^witness: The checkpoint of \d+ events is not signed with a key of this log\.$/),
    );
    expect(await faultsOf(whole, { witnesses: ['hello'] })).toEqual([
      'witness: This is not a signed checkpoint: "hello"',
    ]);
  });
});
