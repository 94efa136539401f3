import { describe, expect, it } from 'vitest';
import { evaluationOf } from './evaluate.ts';

describe('evaluationOf', () => {
  it('counts each label the same, however many cases have it', () => {
    const cases = [
      { score: 0.75, scores: { 1: 1, 2: 0.5 } },
      { score: 0, scores: { 1: 0 } },
      { score: null, scores: {} },
    ];
    expect(evaluationOf(cases)).toEqual({ score: 0.5, scores: { 1: 0.5, 2: 0.5 }, cases });
  });

  it('knows nothing without cases, or without labels in them', () => {
    expect(evaluationOf([])).toEqual({ score: null, scores: null, cases: [] });
    const cases = [{ score: null, scores: {} }];
    expect(evaluationOf(cases)).toEqual({ score: null, scores: null, cases });
  });
});
