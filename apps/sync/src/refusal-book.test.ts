import type { UserId } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import { RefusalBook } from './refusal-book.ts';

const [ME, YOU] = ['me', 'you'] as UserId[];

describe('RefusalBook', () => {
  it('gives the first of a minute events of their own, and tells the rest as one when the minute is over', () => {
    const book = new RefusalBook(LIMITS);
    const own = Array.from({ length: LIMITS.refusalsPerMinute + 3 }, (_, n) => book.record(ME, 'malformed', n));
    expect(own.filter(Boolean)).toHaveLength(LIMITS.refusalsPerMinute);
    expect(book.record(ME, 'bad-lamport', 100)).toBe(false);
    expect(book.record(YOU, 'malformed', 100)).toBe(true);
    expect(book.takeDue(59_999)).toEqual([]);
    expect(book.hasUntold).toBe(true);
    expect(book.takeDue(60_000)).toEqual([{ userId: ME, count: 4, codes: { malformed: 3, 'bad-lamport': 1 } }]);
    expect(book.hasUntold).toBe(false);
    expect(book.record(ME, 'malformed', 60_001)).toBe(true);
  });

  it('bars who goes on, for the rest of the minute, and nobody else', () => {
    const book = new RefusalBook(LIMITS);
    for (let n = 0; n < LIMITS.refusalsBeforeBar; n++) book.record(ME, 'malformed', 0);
    expect([book.isBarred(ME, 59_999), book.isBarred(ME, 60_000), book.isBarred(YOU, 0)]).toEqual([true, false, false]);
  });
});
