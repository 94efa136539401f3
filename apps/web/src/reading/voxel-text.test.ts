import { affine } from '@scholia/geometry';
import { describe, expect, it } from 'vitest';
import { intensityText, rasText } from './voxel-text.ts';

describe('rasText', () => {
  it('names the side of every axis', () => {
    const toRas = affine('ijk', 'ras', [-2, 0, 0, 10, 0, 1, 0, -5, 0, 0, 3, 0, 0, 0, 0, 1]);
    expect(rasText(toRas, [10, 5, 2])).toBe('L 10.0  A 0.0  S 6.0');
  });
});

describe('intensityText', () => {
  it.each([
    [1042, '1042'],
    [1042.4, '1042'],
    [0.33712, '0.337'],
    [-12, '-12'],
    [Number.NaN, '–'],
  ])('%d is %s', (value, text) => expect(intensityText(value)).toBe(text));
});
