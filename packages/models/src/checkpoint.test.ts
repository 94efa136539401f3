import { describe, expect, it } from 'vitest';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { BALL_PLAN } from './testing/ball-case.ts';

const checkpoint: Checkpoint = {
  plan: BALL_PLAN,
  step: 7,
  run: { seed: 4_000_000_000, attempts: 9, share: 0.25, peakRate: 3e-3 },
  weights: Float32Array.of(1.5, -2, 0),
  firstMoment: Float32Array.of(0.1, 0.2, 0.3),
  secondMoment: Float32Array.of(4, 5, 6),
};

describe('checkpoint', () => {
  it('comes back as it was', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('comes back from the middle of a larger buffer', () => {
    const bytes = encodeCheckpoint(checkpoint);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(decodeCheckpoint(larger.subarray(3))).toEqual(checkpoint);
  });

  it('refuses damaged bytes', () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (const damaged of [
      new Uint8Array(),
      bytes.slice(0, 10),
      bytes.slice(0, -1),
      bytes.with(0, 0),
      bytes.with(22, 0),
    ])
      expect(() => decodeCheckpoint(damaged)).toThrow(expect.objectContaining({ code: 'integrity-failed' }));
  });
});
