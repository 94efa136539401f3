import { describe, expect, it } from 'vitest';
import { diceLines, lastMeasured, lossLines } from './curves.ts';

const LABELS = [
  { value: 2, name: 'Spleen', color: '#00f' },
  { value: 1, name: 'Liver', color: '#f00' },
  { value: 3, name: 'Kidney', color: '#0f0' },
];
const named = (lines: ReturnType<typeof diceLines>) => lines.map(({ name, values }) => [name, values]);

describe('diceLines', () => {
  it('has the mean, then the measured labels in the project\u2019s order', () => {
    const curve = [
      { step: 0, loss: 2, validationDice: null },
      { step: 5, loss: 1, validationDice: 0.5, scores: { 1: 0.4, 2: 0.6 } },
      { step: 9, loss: 1, validationDice: 0.7, scores: { 1: 0.7 } },
    ];
    expect(named(diceLines(curve, LABELS))).toEqual([
      ['Mean', [null, 0.5, 0.7]],
      ['Spleen', [null, 0.6, null]],
      ['Liver', [null, 0.4, 0.7]],
    ]);
    expect(named(lossLines(curve))).toEqual([['Loss', [2, 1, 1]]]);
  });

  it('has no mean of one label, the mean alone where labels were not told apart, and nothing of nothing', () => {
    const point = { step: 1, loss: 1, validationDice: 0.5 };
    expect(named(diceLines([{ ...point, scores: { 3: 0.5 } }], LABELS))).toEqual([['Kidney', [0.5]]]);
    expect(named(diceLines([point], LABELS))).toEqual([['Mean', [0.5]]]);
    expect(diceLines([{ ...point, validationDice: null }], LABELS)).toEqual([]);
    expect(diceLines([], LABELS)).toEqual([]);
  });
});

describe('lastMeasured', () => {
  it('looks back from the cursor, or from the end', () => {
    const values = [null, 0.5, null, 0.7, null];
    expect(lastMeasured(values)).toBe(0.7);
    expect(lastMeasured(values, 2)).toBe(0.5);
    expect(lastMeasured(values, 0)).toBeNull();
    expect(lastMeasured([])).toBeNull();
  });
});
