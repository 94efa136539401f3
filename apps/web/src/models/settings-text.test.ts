import { describe, expect, it } from 'vitest';
import { lookText, tidyTexts } from './settings-text.ts';

const SETTINGS = { overlap: 0.5, withMirrors: false, keepLargest: [], fillHoles: [] };
const LABELS = [
  { value: 1, name: 'Liver', color: '#c2410c' },
  { value: 2, name: 'Kidney', color: '#0369a1' },
];

describe('lookText', () => {
  it('says how images are looked at', () => {
    expect(lookText(SETTINGS)).toBe('Windows overlap by 50 %.');
    expect(lookText({ ...SETTINGS, overlap: 0.25, withMirrors: true })).toBe(
      'Windows overlap by 25 %, looked at from both sides.',
    );
  });
});

describe('tidyTexts', () => {
  it('names the labels of which something is done', () => {
    expect(tidyTexts(SETTINGS, LABELS)).toEqual([]);
    expect(tidyTexts({ ...SETTINGS, keepLargest: [1, 2], fillHoles: [2] }, LABELS)).toEqual([
      'Only the largest piece stays: Liver, Kidney.',
      'Holes are filled: Kidney.',
    ]);
  });
});
