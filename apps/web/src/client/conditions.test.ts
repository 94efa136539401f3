import { describe, expect, it, vi } from 'vitest';
import { ConditionStore } from './conditions.ts';

describe('ConditionStore', () => {
  it('tells listeners once per change, not per answer', () => {
    const store = new ConditionStore();
    const listener = vi.fn();
    store.subscribe(listener);
    store.answered();
    expect(listener).not.toHaveBeenCalled();
    store.failed('database-unavailable');
    store.failed('database-unavailable');
    expect(listener).toHaveBeenCalledTimes(1);
    store.answered();
    expect(store.get()).toEqual({ session: 'valid', database: 'up', server: 'up' });
  });

  it('keeps an expired session through refusals and outages, until an answer arrives', () => {
    const store = new ConditionStore();
    store.failed('not-signed-in');
    store.failed('database-unavailable');
    store.failed(undefined);
    expect(store.get().session).toBe('expired');
    store.answered();
    expect(store.get().session).toBe('valid');
  });

  it('takes a refusal as a sign of life', () => {
    const store = new ConditionStore();
    store.failed(undefined);
    expect(store.get().server).toBe('unreachable');
    store.failed('not-permitted');
    expect(store.get().server).toBe('up');
  });
});
