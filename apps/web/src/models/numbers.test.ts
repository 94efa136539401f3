import { describe, expect, it } from 'vitest';
import { numbersIn, numbersOrNothingIn } from './numbers.ts';

describe('numbersIn', () => {
  it('takes numbers however they are parted', () => {
    expect(numbersIn(' 96 x 80×64 ')).toEqual([96, 80, 64]);
    expect(numbersIn('1, 1.5;2e-3')).toEqual([1, 1.5, 0.002]);
    expect(numbersIn('')).toEqual([]);
    expect(numbersIn('1 two')).toEqual([1, Number.NaN]);
  });
});

describe('numbersOrNothingIn', () => {
  it('knows what is left open', () => {
    expect(numbersOrNothingIn('1 - -2')).toEqual([1, null, -2]);
  });
});
