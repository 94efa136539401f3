import { describe, expect, it } from 'vitest';
import { declarationOf, draftOf } from './draft.ts';
import type { Declaration } from './foreign-model.ts';

const declared = (intensity: Declaration['input']['intensity']): Declaration => ({
  input: { name: 'x', layout: '3d', axes: 'SPL', patch: [32, 96, 80], spacingMm: [1, 1.5, null], intensity },
  output: { name: 'y', kind: 'softmax logits', labels: [0, 2, 1, 0] },
});
const DRAFT = draftOf(declared({ by: 'image', clipPercent: 0, ofNonZero: false }));

describe('declarationOf', () => {
  it('reads back what a declaration says', () => {
    for (const intensity of [
      { by: 'range', low: -1000, high: 400, to: '-1..1' },
      { by: 'image', clipPercent: 0.5, ofNonZero: true },
      { by: 'fixed', mean: 60.5, deviation: 30, low: -20, high: 180 },
      { by: 'fixed', mean: 0, deviation: 1, low: null, high: null },
    ] as const) {
      expect(declarationOf(draftOf(declared(intensity)))).toEqual({ declaration: declared(intensity), problems: {} });
    }
  });

  it('says which field is wrong', () => {
    for (const [field, change] of Object.entries({
      axes: { axes: 'RAP' },
      patch: { patch: '96 96' },
      spacing: { spacing: '1 1 0' },
      labels: { labels: [0, 0] },
      range: { by: 'range', range: '5 1' },
      clipPercent: { clipPercent: '' },
      mean: { by: 'fixed', mean: 'x', deviation: '1' },
      deviation: { by: 'fixed', mean: '1', deviation: '0' },
    } as const)) {
      const { declaration, problems } = declarationOf({ ...DRAFT, ...change });
      expect([declaration, Object.keys(problems)]).toEqual([null, [field]]);
    }
    expect(declarationOf({ ...DRAFT, layout: '2d' }).problems.patch).toMatch(/slice/);
    expect(declarationOf({ ...DRAFT, layout: '2d', patch: '1 96 80' }).problems).toEqual({});
  });
});
