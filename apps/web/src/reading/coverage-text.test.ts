import { describe, expect, it } from 'vitest';
import { coverageText, mostSeen } from './coverage-text.ts';

const axial = { plane: 'axial', axis: 2, of: 96, runs: [[0, 79] as const, [90, 94] as const] } as const;
const sagittal = { plane: 'sagittal', axis: 0, of: 128, runs: [[0, 85] as const] } as const;

describe('coverageText', () => {
  it('says what was seen, and what never was', () => {
    expect(coverageText(axial)).toBe('You have seen 85 of 96 axial slices; 11 were never shown.');
    expect(coverageText({ ...axial, of: 86 })).toBe('You have seen 85 of 86 axial slices; 1 was never shown.');
    expect(coverageText({ ...sagittal, of: 86 })).toBe('You have seen every sagittal slice.');
  });
});

describe('mostSeen', () => {
  it('is the plane with the largest share of its slices', () => {
    expect(mostSeen([sagittal, axial])).toBe(axial);
    expect(mostSeen([])).toBeUndefined();
  });
});
