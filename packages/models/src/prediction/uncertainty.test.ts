import { describe, expect, it } from 'vitest';
import { disagreementOf, entropyOf, ForegroundMean } from './uncertainty.ts';

/** Of two classes. */
function entropy(probabilities: Float32Array): Float32Array {
  const into = new Float32Array(probabilities.length / 2);
  entropyOf(probabilities, into);
  return into;
}

/** Of whole images. */
function score(...planes: readonly Float32Array[]): number {
  const mean = new ForegroundMean();
  for (const probabilities of planes) mean.add(probabilities, entropy(probabilities));
  return mean.value;
}

describe('entropyOf', () => {
  it('is 1 where both classes are as likely and 0 where one is certain', () => {
    expect([...entropy(Float32Array.of(0.5, 0, 0.5, 1))]).toEqual([1, 0]);
  });
});

describe('disagreementOf', () => {
  const disagreement = (...predictions: readonly (readonly number[])[]) => {
    const mean = (of: (values: readonly number[]) => number) =>
      predictions.reduce((sum, values) => sum + of(values), 0) / predictions.length;
    const into = new Float32Array(1);
    const classes = predictions[0].map((_, c) => mean((values) => values[c]));
    const squares = mean((values) => values.reduce((sum, p) => sum + p * p, 0));
    disagreementOf(Float32Array.from(classes), Float32Array.of(squares), into);
    return into[0];
  };

  it('is 1 where certain predictions contradict each other, 0 where all say the same, however unsure', () => {
    expect(disagreement([1, 0], [0, 1])).toBe(1);
    expect(disagreement([0.5, 0.5], [0.5, 0.5])).toBe(0);
    expect(disagreement([1, 0, 0], [0, 1, 0], [0, 0, 1])).toBe(1);
  });

  it('of two classes is twice the deviation', () => {
    expect(disagreement([0.9, 0.1], [0.7, 0.3])).toBeCloseTo(0.2, 5);
  });
});

describe('ForegroundMean', () => {
  it('weighs by how likely foreground is: a doubtful organ counts, doubt in the background hardly', () => {
    const surely = [0.001, 0.999];
    const organInDoubt = score(Float32Array.of(surely[0], 0.5, surely[1], 0.5));
    const backgroundInDoubt = score(Float32Array.of(surely[0], 0.9, surely[1], 0.1));
    expect(organInDoubt).toBeGreaterThan(5 * backgroundInDoubt);
  });

  it('is the same plane by plane', () => {
    const whole = score(Float32Array.of(0.9, 0.4, 0.1, 0.6));
    expect(score(Float32Array.of(0.9, 0.1), Float32Array.of(0.4, 0.6))).toBe(whole);
    expect(whole).toBeGreaterThan(0);
  });

  it('is 0 for an image that cannot hold foreground', () => {
    expect(score(Float32Array.of(1, 1, 0, 0))).toBe(0);
  });
});
