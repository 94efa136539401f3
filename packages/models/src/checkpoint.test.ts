import { describe, expect, it } from 'vitest';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { BALL_PLAN } from './testing/ball-case.ts';

const checkpoint: Checkpoint = {
  plan: BALL_PLAN,
  step: 7,
  run: { seed: 4_000_000_000, attempts: 9, share: 0.25, peakRate: 3e-3 },
  weights: Float32Array.of(1.5, -2, 0),
  moments: { first: Float32Array.of(0.1, 0.2, 0.3), second: Float32Array.of(4, 5, 6) },
};

const START = 'SCHOLIA-MODEL-1\n'.length;
const headEnd = (bytes: Uint8Array) => START + 4 + new DataView(bytes.buffer).getUint32(START, true);
const headOf = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes.subarray(START + 4, headEnd(bytes))));

function withHead(bytes: Uint8Array, head: object): Uint8Array {
  const json = JSON.stringify(head);
  const text = new TextEncoder().encode(json.padEnd(4 * Math.ceil(json.length / 4)));
  const length = new Uint8Array(Uint32Array.of(text.length).buffer);
  return Uint8Array.from([...bytes.subarray(0, START), ...length, ...text, ...bytes.subarray(headEnd(bytes))]);
}

describe('checkpoint', () => {
  it('comes back as it was', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('comes back with a moving average, and with the moments of another optimiser', () => {
    const other = { ...checkpoint, moments: { velocity: Float32Array.of(7, 8, 9) }, average: Float32Array.of(1, 2, 3) };
    expect(decodeCheckpoint(encodeCheckpoint(other))).toEqual(other);
  });

  it('of before plans named a network or vectors is read as what it was', () => {
    const { vectors: _vectors, plan, ...head } = headOf(encodeCheckpoint(checkpoint));
    const { targetSpacingMm, patch, channels, dropout, learningRate, labels, seed } = plan;
    const old = withHead(encodeCheckpoint(checkpoint), {
      ...head,
      plan: { targetSpacingMm, patch, channels, dropout, learningRate, labels, seed },
    });
    expect(decodeCheckpoint(old)).toEqual(checkpoint);
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
