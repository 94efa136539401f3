import { describe, expect, it } from 'vitest';
import { RecentlyUsed } from './recently-used.ts';

describe('RecentlyUsed', () => {
  it('keeps what was used last, as much as it may cost', async () => {
    const made: string[] = [];
    const dropped: string[] = [];
    const recent = new RecentlyUsed<string>(
      5,
      (value) => value.length,
      async (value) => void dropped.push(value),
    );
    const get = (value: string) =>
      recent.get(value, async () => {
        made.push(value);
        return value;
      });
    for (const value of ['aa', 'bb', 'aa', 'cc', 'aa', 'bb']) expect(await get(value)).toBe(value);
    expect(made).toEqual(['aa', 'bb', 'cc', 'bb']);
    expect(dropped).toEqual(['bb', 'cc']);
    expect(recent.cost).toBe(4);
    expect(await get('too long')).toBe('too long');
    expect(recent.cost).toBe(4);
    await get('aa');
    expect(made).toEqual(['aa', 'bb', 'cc', 'bb', 'too long']);
  });

  it('keeps nothing of what could not be made', async () => {
    const recent = new RecentlyUsed<string>(5, (value) => value.length);
    await expect(recent.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await recent.get('a', async () => 'b')).toBe('b');
  });
});
