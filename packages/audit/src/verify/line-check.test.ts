import { bytesToHex, hexToBytes } from '@scholia/core';
import { hashEvent, leafHash, portableSha256 } from '@scholia/ledger';
import { testLog } from '@scholia/ledger/testing';
import { describe, expect, it } from 'vitest';
import { eventLineOf } from '../bundle/format.ts';
import { checkLines, LINE } from './line-check.ts';

const [event] = testLog(1);
const text = new TextDecoder().decode(event.canonical);
const withHash = (canonical: string) => eventLineOf(canonical, hashEvent(canonical));
const faultsOf = (lines: string | Uint8Array) => [
  ...checkLines(typeof lines === 'string' ? new TextEncoder().encode(lines) : lines, portableSha256).faults,
];

describe('checkLines', () => {
  it('[AU4] finds each fault of a line by itself', () => {
    const changed = (from: string, to: string) => {
      expect(text).toContain(from);
      return withHash(text.replace(from, to));
    };
    expect(faultsOf(eventLineOf(text, event.hash))).toEqual([0]);
    expect(faultsOf('')).toEqual([]);
    expect(faultsOf(eventLineOf(text, '0'.repeat(64)))).toEqual([LINE.hash]);
    expect(faultsOf(withHash(text).replace('"hash"', '"Hash"'))).toEqual([LINE.form]);
    expect(faultsOf(withHash(text).replace(/"hash":"../, '"hash":"AB'))).toEqual([LINE.form]);
    expect(faultsOf(changed('"v":1', '"v":1.0'))).toEqual([LINE.canonical]);
    expect(faultsOf(changed('"v":1', '"v":2'))).toEqual([LINE.canonical]);
    expect(faultsOf(changed('"type":"user"', '"type":"nobody"'))).toEqual([LINE.canonical]);
    expect(faultsOf(changed('"userId"', '"userid"'))).toEqual([LINE.canonical]);
    expect(faultsOf(withHash('{}'))).toEqual([LINE.canonical]);
    expect(faultsOf(withHash('null'))).toEqual([LINE.canonical]);
    for (const schema of [0, -1, 2]) expect(faultsOf(changed('"schema":1', `"schema":${schema}`))).toEqual([LINE.type]);
    expect(faultsOf(changed('"type":"OperationCommitted"', '"type":"toString"'))).toEqual([LINE.type]);
    expect(faultsOf(changed('"kind":"Stroke"', '"kind":"Strike"'))).toEqual([LINE.payload]);
  });

  it('[AU4] hashes the bytes of the file, not what they would be as text', () => {
    const named = text.replace('"log":"main"', '"log":"m\ufffd\u2028in"');
    const line = withHash(named);
    expect(faultsOf(line)).toEqual([0]);
    const bytes = new TextEncoder().encode(line);
    const at = bytes.indexOf(0xef);
    // Not UTF-8: reads as the same text.
    const damaged = new Uint8Array([...bytes.subarray(0, at), 0xff, ...bytes.subarray(at + 3)]);
    expect(faultsOf(damaged)).toEqual([LINE.hash]);
  });

  it('[AU4] gives the leaf of each line, with and without a last line feed', () => {
    const lines = testLog(3).map(({ canonical, hash }) => eventLineOf(new TextDecoder().decode(canonical), hash));
    for (const all of [lines.join(''), lines.join('').trimEnd()]) {
      const { faults, leaves } = checkLines(new TextEncoder().encode(all), portableSha256);
      expect([...faults]).toEqual([0, 0, 0]);
      expect(bytesToHex(leaves)).toBe(
        testLog(3)
          .map(({ hash }) => bytesToHex(leafHash(portableSha256, hexToBytes(hash))))
          .join(''),
      );
    }
  });
});
