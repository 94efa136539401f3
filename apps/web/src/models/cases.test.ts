import { describe, expect, it } from 'vitest';
import { worstFirst } from './cases.ts';

describe('worstFirst', () => {
  it('puts the lowest mean first, and what has nothing to measure last', () => {
    const cases = [0.9, null, 0, 0.4].map((score, at) => ({ imageId: String(at), score, scores: {} }));
    expect(worstFirst(cases).map(({ score }) => score)).toEqual([0, 0.4, 0.9, null]);
    expect(cases[0]?.score).toBe(0.9);
  });
});
