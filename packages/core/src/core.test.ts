import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalJson,
  digestOf,
  fromBase64,
  isCanonicalJson,
  isUuid,
  seededRandom,
  toBase64,
  utf8ToBytes,
  uuidV7,
} from './index.ts';

describe('canonicalJson', () => {
  it('sorts members by code unit and leaves out undefined ones (RFC 8785 section 3.2.3)', () => {
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, a: undefined, '1': [1e21, 0.000001, -0] })).toBe(
      '{"\\r":2,"1":[1e+21,0.000001,0],"\u20ac":1}',
    );
  });

  it('does not depend on the order of insertion, and parses back to the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        const text = canonicalJson(value as never);
        expect(canonicalJson(reversed as never)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson({ x: Number.NaN })).toThrow(/NaN/);
    expect(() => canonicalJson('\ud800')).toThrow(/surrogate/);
  });
});

describe('isCanonicalJson', () => {
  const isCanonical = (text: string) => isCanonicalJson(text, JSON.parse(text));

  it('is true of what canonicalJson writes, and of no other way to write it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), fc.nat(3), (value, indent) => {
        const text = canonicalJson(value as never);
        expect(isCanonical(text)).toBe(true);
        const other = JSON.stringify(Object.fromEntries(Object.entries(value).reverse()), null, indent);
        expect(isCanonical(other)).toBe(other === text);
      }),
    );
  });

  it('sees order, repetition, number forms, escapes and lone surrogates', () => {
    expect(['{"10":1,"9":2}', '"\\\\ud800"', '{"":0,"a":[]}', '"😀"'].map(isCanonical)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    for (const text of ['{"9":2,"10":1}', '{"a":1,"a":1}', '1.0', '1E3', '"\\u0041"', '[{"b":1,"a":2}]', ' 1'])
      expect(isCanonical(text), text).toBe(false);
    expect(() => isCanonical('"\\ud800"')).toThrow(/surrogate/);
  });
});

describe('bytes', () => {
  it('digests as NIST FIPS 180-4 does', () => {
    expect(digestOf(utf8ToBytes('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('round-trips base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes]);
      }),
    );
  });
});

describe('uuidV7', () => {
  it('sorts by time', () => {
    const random = seededRandom(1);
    const early = uuidV7(1_000, random);
    const late = uuidV7(2_000, random);
    expect(isUuid(early)).toBe(true);
    expect(early < late).toBe(true);
  });
});

describe('seededRandom', () => {
  it('repeats for a seed, differs between seeds, and is centred', () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 4000 }, () => random.next());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7).reduce((sum, value) => sum + value) / 4000).toBeCloseTo(0.5, 1);
  });
});
