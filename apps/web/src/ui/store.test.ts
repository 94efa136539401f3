import { describe, expect, it, vi } from 'vitest';
import { isShallowEqual, Store } from './store.ts';

describe('isShallowEqual', () => {
  it.each([
    [{ a: 1, b: 'x' }, { b: 'x', a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [[1, 2], [1, 2], true],
    [[1, 2], [1, 3], false],
    [{ a: {} }, { a: {} }, false],
    [new Map([[1, 2]]), new Map([[1, 3]]), false],
    [null, undefined, false],
    [Number.NaN, Number.NaN, true],
  ])('%j and %j: %s', (a, b, equal) => expect(isShallowEqual(a, b)).toBe(equal));
});

describe('Store', () => {
  it('is silent when nothing changed, and after unsubscribing', () => {
    const store = new Store(1);
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    store.set(1);
    store.set(2);
    stop();
    store.set(3);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.get()).toBe(3);
  });
});
