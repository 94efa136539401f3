import { describe, expect, it } from 'vitest';
import { leftOutTexts, signed, worsenedFirst } from './differences.ts';

describe('worsenedFirst', () => {
  it('puts what became worse first, and what cannot be told last', () => {
    const rows = [0.1, null, -0.2, 0, null].map((difference) => ({ a: 0, b: 0, difference }));
    expect(worsenedFirst(rows).map(({ difference }) => difference)).toEqual([-0.2, 0, 0.1, null, null]);
  });
});

describe('signed', () => {
  it('has a sign where the digits tell a difference', () => {
    expect([0.034, -0.12, 0.004, -0.004, 0].map(signed)).toEqual(['+0.03', '−0.12', '0.00', '0.00', '0.00']);
  });
});

describe('leftOutTexts', () => {
  it('says how many, and why', () => {
    expect(leftOutTexts({ learned: 0, corrected: 0, unmeasured: 0 })).toEqual([]);
    expect(leftOutTexts({ learned: 2, corrected: 1, unmeasured: 0 })).toEqual([
      '2 images are left out: one of the two has learned from them.',
      '1 image is left out: labels were corrected in between.',
    ]);
  });
});
