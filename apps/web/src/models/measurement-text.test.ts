import { describe, expect, it } from 'vitest';
import { measurementText } from './measurement-text.ts';
import type { Model } from './model.ts';

const heldOut = ['a', 'b'] as unknown as Model['heldOut'];
const MEASURED = { isMeasuring: false, measuringStopped: null, measuredAt: null, score: 0.9, heldOut, leftOut: 0 };

describe('measurementText', () => {
  it('says on what and when, or why not', () => {
    expect(measurementText(MEASURED)).toBe('Measured on 2 held-out readings, when it was trained.');
    expect(measurementText({ ...MEASURED, measuredAt: '2026-03-04T12:00:00.000Z', leftOut: 1 })).toMatch(
      /readings, .*2026.*\. Left out, because it learned from them: 1\.$/,
    );
    expect(measurementText({ ...MEASURED, score: null })).toBe('Not yet measured on held-out readings.');
    expect(measurementText({ ...MEASURED, isMeasuring: true, measuringStopped: 'cancelled' })).toMatch(/^Is being/);
    expect(measurementText({ ...MEASURED, measuringStopped: 'cancelled' })).toMatch(/was cancelled\.$/);
    expect(measurementText({ ...MEASURED, measuringStopped: 'out-of-memory' })).toMatch(/more memory\.$/);
    expect(measurementText({ ...MEASURED, measuringStopped: 'not-found' })).toMatch(/\(not-found\)\.$/);
  });
});
