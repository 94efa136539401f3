import { toBase64, utf8ToBytes } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import {
  checkpointText,
  encodeVerifierKey,
  newSigningKey,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  portableSha256,
  signerOf,
  signersOf,
  signNote,
} from '../index.ts';

const checkpoint = {
  origin: 'scholia.example/main',
  size: 1234,
  root: portableSha256(utf8ToBytes('root')),
  signedAt: '2026-01-02T03:04:05.678Z',
};

describe('signed notes', () => {
  it('[LE7] hold for the text and the key that signed it, and for no other', async () => {
    const [one, two] = await Promise.all([1, 2].map(async () => signerOf('scholia.example', await newSigningKey())));
    const text = checkpointText(checkpoint);
    const note = await signNote(text, [one, two]);
    const parsed = parseNote(note);
    if (!parsed) throw new Error('it was just signed');
    expect(parsed.text).toBe(text);
    expect(await signersOf(parsed, [one.key])).toEqual([one.key]);
    expect(await signersOf(parsed, [two.key, one.key])).toEqual([one.key, two.key]);
    const other = await signerOf('scholia.example', await newSigningKey());
    expect(await signersOf(parsed, [other.key])).toEqual([]);
    const changed = parseNote(note.replace('1234', '1235'));
    expect(changed && (await signersOf(changed, [one.key, two.key]))).toEqual([]);
    for (const broken of [text, note.slice(0, -1), note.replaceAll('\u2014', '-'), note.replace('\n\n', '\n')])
      expect(parseNote(broken)).toBeUndefined();
  });

  it('[LE7] a key is written and read in the one form of C2SP', async () => {
    const signer = await signerOf('a', await newSigningKey());
    expect(parseVerifierKey(encodeVerifierKey(signer.key))).toEqual(signer.key);
    for (const wrong of ['', 'a+b', encodeVerifierKey(signer.key).replace('a+', 'b+')])
      expect(() => parseVerifierKey(wrong)).toThrow('not a verifier key');
  });
});

describe('checkpoints', () => {
  it('[LE8] are read as they were written, and in no other form', () => {
    const text = checkpointText(checkpoint);
    expect(text).toBe(`scholia.example/main\n1234\n${toBase64(checkpoint.root)}\nsigned-at 2026-01-02T03:04:05.678Z\n`);
    expect(parseCheckpoint(text)).toEqual(checkpoint);
    const changes: [string, string][] = [
      ['1234', '01234'],
      ['1234', '-1'],
      ['1234', '1e3'],
      ['signed-at ', ''],
      ['Z\n', 'Z\nmore\n'],
      [toBase64(checkpoint.root), 'AAAA'],
    ];
    for (const [from, to] of changes) expect(parseCheckpoint(text.replace(from, to))).toBeUndefined();
  });
});
