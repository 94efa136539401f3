import { describe, expect, it } from 'vitest';
import { Uncertainty } from './uncertainty.ts';

/** Of two classes. */
function of(...means: readonly Float32Array[]) {
  const uncertainty = new Uncertainty(2);
  const entropies = means.map((probabilities) => {
    const entropy = new Float32Array(probabilities.length / 2);
    uncertainty.add(probabilities, entropy);
    return entropy;
  });
  return { score: uncertainty.score, entropies };
}

describe('Uncertainty', () => {
  it('is 1 where both classes are as likely and 0 where one is certain', () => {
    expect(of(Float32Array.of(0.5, 0.5)).score).toBeCloseTo(1);
    expect(of(Float32Array.of(0, 1)).score).toBe(0);
  });

  it('weighs by how likely foreground is: a doubtful organ counts, doubt in the background hardly', () => {
    const surely = [0.001, 0.999];
    const organInDoubt = of(Float32Array.of(surely[0], 0.5, surely[1], 0.5));
    const backgroundInDoubt = of(Float32Array.of(surely[0], 0.9, surely[1], 0.1));
    expect(organInDoubt.score).toBeGreaterThan(5 * backgroundInDoubt.score);
    expect(backgroundInDoubt.entropies[0][1]).toBeGreaterThan(0.4);
  });

  it('is the same plane by plane', () => {
    const whole = of(Float32Array.of(0.9, 0.4, 0.1, 0.6));
    const parts = of(Float32Array.of(0.9, 0.1), Float32Array.of(0.4, 0.6));
    expect(parts.score).toBe(whole.score);
    expect(parts.entropies.flatMap((entropy) => [...entropy])).toEqual([...whole.entropies[0]]);
  });

  it('is 0 for an image that cannot hold foreground', () => {
    expect(of(Float32Array.of(1, 1, 0, 0)).score).toBe(0);
  });
});
