import { describe, expect, it } from 'vitest';
import { KnownHeads } from './known-heads.ts';

const head = (version: bigint) => ({ version, hash: String(version).padStart(64, '0') });
const heads = (position: bigint, streams: Record<string, bigint> = {}) => ({
  position,
  streams: new Map(Object.entries(streams).map(([id, version]) => [id, head(version)])),
});

describe('KnownHeads', () => {
  it('[ES17] guesses once two commits in a row have found the log where the one before had left it', () => {
    const known = new KnownHeads();
    expect(known.guess([])).toBeUndefined();
    known.moved(0n, heads(3n, { a: 3n }));
    expect(known.guess([])).toBeUndefined();
    known.moved(3n, heads(5n, { b: 2n }));
    expect(known.guess(['a', 'b'])).toEqual(heads(5n, { a: 3n, b: 2n }));
    expect(known.guess(['a', 'c'])).toBeUndefined();
    known.moved(9n, heads(10n));
    expect(known.guess([])).toBeUndefined();
  });

  it('[ES17] makes no guess after a wrong one, and learns the streams anew', () => {
    const known = new KnownHeads();
    known.moved(0n, heads(1n, { a: 1n, b: 1n }));
    known.moved(1n, heads(2n));
    known.forget(['a']);
    expect(known.guess([])).toBeUndefined();
    known.moved(2n, heads(3n));
    expect(known.guess(['b'])).toEqual(heads(3n, { b: 1n }));
    expect(known.guess(['a'])).toBeUndefined();
  });

  it('does not go back when commits are told in another order than they were made', () => {
    const known = new KnownHeads();
    known.moved(2n, heads(4n, { a: 4n }));
    known.moved(0n, heads(2n, { a: 2n }));
    known.moved(4n, heads(5n));
    expect(known.guess(['a'])).toEqual(heads(5n, { a: 4n }));
  });

  it('remembers a thousand streams: those that moved last', () => {
    const known = new KnownHeads();
    known.moved(0n, heads(1n, { a: 1n, b: 1n }));
    for (let n = 1n; n < 1000n; n++) known.moved(n, heads(n + 1n, { [`s${n}`]: 1n, ...(n === 500n && { a: 2n }) }));
    expect(known.guess(['a', 's999'])).toBeDefined();
    expect(known.guess(['b'])).toBeUndefined();
  });
});
