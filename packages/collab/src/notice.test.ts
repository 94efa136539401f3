import { digestOf } from '@scholia/core';
import * as decoding from 'lib0/decoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { appendOperation } from './document.ts';
import {
  committedNotice,
  decodeNotice,
  encodeClientNotice,
  encodeNotice,
  MESSAGE_SCHOLIA,
  readClientNotice,
  type ServerNotice,
  stateVectorOf,
} from './notice.ts';
import { parsePresence } from './presence.ts';

describe('notices', () => {
  it('[CO60] decode(encode(notice)) is the notice', () => {
    const notices: ServerNotice[] = [
      { type: 'Committed', position: '9223372036854775807', stateVector: 'AA==' },
      { type: 'Refused', code: 'unknown-label', message: 'no such label' },
      { type: 'Status', writable: true },
      { type: 'Digest', position: '7', stateVector: 'AA==', digest: digestOf(new Uint8Array()) },
      { type: 'Status', writable: false, reason: 'submitted' },
    ];
    for (const notice of notices) expect(decodeNotice(encodeNotice(notice))).toEqual(notice);
  });

  it('[CO60] so it is with what a client tells', () => {
    const notice = { type: 'DigestDiffers', position: '7', digest: digestOf(new Uint8Array()) } as const;
    const read = (bytes: Uint8Array) => {
      const decoder = decoding.createDecoder(bytes);
      return decoding.readVarUint(decoder) === MESSAGE_SCHOLIA ? readClientNotice(decoder) : undefined;
    };
    expect(read(encodeClientNotice(notice))).toEqual(notice);
    for (const wrong of [{ ...notice, position: '-7' }, { ...notice, digest: 'x' }, { type: 'Later' }])
      expect(read(encodeClientNotice(wrong as typeof notice))).toBeUndefined();
  });

  it('[CO61] skips what it does not know', () => {
    expect(decodeNotice(Uint8Array.of(0, 1, 2))).toBeUndefined();
    expect(decodeNotice(new Uint8Array())).toBeUndefined();
    expect(decodeNotice(encodeNotice({ type: 'Later' } as unknown as ServerNotice))).toBeUndefined();
    expect(
      decodeNotice(encodeNotice({ type: 'Refused', code: 'toString' } as unknown as ServerNotice)),
    ).toBeUndefined();
    expect(decodeNotice(encodeNotice({ type: 'Committed', position: '-1', stateVector: '' }))).toBeUndefined();
  });

  it('[CO62] a Committed notice tells the clocks of every session', () => {
    const doc = new Y.Doc();
    doc.clientID = 5;
    appendOperation(doc, { type: 'ClearPrompts', lamport: 1, seen: 0n });
    const notice = committedNotice(12n, doc);
    expect(notice).toMatchObject({ type: 'Committed', position: '12' });
    expect(notice.type === 'Committed' && stateVectorOf(notice)).toEqual(new Map([[5, 1]]));
  });
});

describe('parsePresence', () => {
  it('[CO63] takes nothing from a peer on trust', () => {
    const person = { userId: 'u', name: 'reader-1', color: '#12ab34' };
    expect(parsePresence(person)).toEqual({ ...person, view: null, ijk: null, tool: '', radiusUm: 0, label: 0 });
    expect(parsePresence({ ...person, color: 'url(//x)', ijk: [1, 2], view: { axis: 7, slice: 1 } })).toMatchObject({
      color: '#888888',
      ijk: null,
      view: null,
    });
    for (const state of [null, 7, 'x', {}, { userId: 1 }]) expect(parsePresence(state)).toBeUndefined();
  });
});
