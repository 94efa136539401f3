import type { UserId } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { decodePresence, encodePresence, PresenceBook } from './presence.ts';

const ONE = { userId: 'u1' as UserId, name: 'reader-1', color: '#111111' };
const TWO = { userId: 'u2' as UserId, name: 'reader-2', color: '#222222' };

describe('PresenceBook', () => {
  it('tells who somebody is by what the server knows, whatever they claim', () => {
    const [told] = new PresenceBook().accept([{ client: 7, clock: 1, state: { ...TWO, tool: 'brush' } }], {}, ONE);
    expect(told.state).toEqual({ ...ONE, tool: 'brush' });
  });

  it('lets nobody speak for, or dismiss, a client that another person holds', () => {
    const book = new PresenceBook();
    book.accept([{ client: 7, clock: 1, state: { tool: 'brush' } }], {}, ONE);
    expect(book.accept([{ client: 7, clock: 9, state: { tool: 'eraser' } }], {}, TWO)).toEqual([]);
    expect(book.accept([{ client: 7, clock: 9, state: null }], {}, TWO)).toEqual([]);
    expect(book.all()).toEqual([{ client: 7, clock: 1, state: { ...ONE, tool: 'brush' } }]);
  });

  it('says farewell for what a closed connection held, and for nothing else', () => {
    const book = new PresenceBook();
    const [first, second] = [{}, {}];
    book.accept([{ client: 7, clock: 3, state: {} }], first, ONE);
    book.accept([{ client: 8, clock: 1, state: {} }], second, TWO);
    expect(book.leave(first)).toEqual([{ client: 7, clock: 4, state: null }]);
    expect(book.all().map(({ client }) => client)).toEqual([8]);
  });
});

describe('decodePresence', () => {
  it('reads what encodePresence wrote, and throws at anything else', () => {
    const entries = [{ client: 7, clock: 1, state: { tool: 'brush' } }];
    expect(decodePresence(encodePresence(entries))).toEqual(entries);
    const hostile = [{ client: 1, clock: 1, state: { name: 'x'.repeat(5000) } }];
    expect(() => decodePresence(encodePresence(hostile))).toThrow();
    expect(() => decodePresence(encodePresence([{ client: 1, clock: 1, state: [] as never }]))).toThrow();
    expect(() => decodePresence(encodePresence(Array(65).fill(entries[0])))).toThrow();
    expect(() => decodePresence(new Uint8Array([1, 7]))).toThrow();
  });
});
