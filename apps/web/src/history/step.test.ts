import { describe, expect, it } from 'vitest';
import { stepTo } from './step.ts';

const go = (key: string, at: number) => stepTo(key, at, 100, [40, 60, 100]);

describe('stepTo', () => {
  it('goes by one, by groups where they are known, and to the ends; never beyond', () => {
    expect([go('ArrowLeft', 50), go('ArrowRight', 50), go('ArrowDown', 1), go('ArrowUp', 100)]).toEqual([
      49, 51, 1, 100,
    ]);
    expect([go('Home', 50), go('End', 50)]).toEqual([1, 100]);
    expect([go('PageDown', 61), go('PageDown', 60), go('PageUp', 50), go('PageUp', 60)]).toEqual([60, 40, 60, 100]);
    expect([go('PageDown', 40), go('PageDown', 3), go('PageUp', 100)]).toEqual([35, 1, 100]);
    expect(go('a', 50)).toBeUndefined();
  });
});
