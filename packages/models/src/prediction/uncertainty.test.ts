import { describe, expect, it } from 'vitest';
import { uncertaintyOf } from './uncertainty.ts';

describe('uncertaintyOf', () => {
  it('is 1 where passes contradict each other and 0 where they agree', () => {
    const yes = Float32Array.of(0, 1);
    const no = Float32Array.of(1, 0);
    expect(uncertaintyOf([yes, no], 2).score).toBeCloseTo(1);
    expect(uncertaintyOf([yes, yes], 2).score).toBe(0);
  });

  it('weighs by how likely foreground is: a doubtful organ counts, doubt in the background hardly', () => {
    const surely = [0.001, 0.999];
    const organInDoubt = uncertaintyOf([Float32Array.of(surely[0], 0.5, surely[1], 0.5)], 2);
    const backgroundInDoubt = uncertaintyOf([Float32Array.of(surely[0], 0.9, surely[1], 0.1)], 2);
    expect(organInDoubt.score).toBeGreaterThan(5 * backgroundInDoubt.score);
    expect(backgroundInDoubt.entropy[1]).toBeGreaterThan(0.4);
  });

  it('is 0 for an image that cannot hold foreground', () => {
    expect(uncertaintyOf([Float32Array.of(1, 1, 0, 0)], 2).score).toBe(0);
  });
});
