import { describe, expect, it } from 'vitest';
import { addressOf, type Shown, shownIn } from './address.ts';

const roundTrip = (shown: Shown) => shownIn(new URLSearchParams(addressOf(shown)));

describe('the address of the models page', () => {
  it('says what is shown', () => {
    for (const shown of [{ version: 3, against: 2 }, { version: 3, against: undefined }, { isTraining: true }]) {
      expect(roundTrip(shown)).toEqual(shown);
    }
    expect(addressOf({ version: 3, against: 2 })).toBe('?v=3&against=2');
  });

  it('compares no model with itself, and takes only versions', () => {
    expect(roundTrip({ version: 3, against: 3 })).toEqual({ version: 3, against: undefined });
    for (const text of ['', '0', '-1', '1.5', 'x', '1e3']) {
      expect(shownIn(new URLSearchParams({ v: text }))).toEqual({ version: undefined, against: undefined });
    }
  });
});
