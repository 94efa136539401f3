import { AppError } from '@scholia/core';
import { z } from 'zod';
import { planSchema } from './plan.ts';

/** Where a training run stands: enough to go on as if it had never stopped. */
const runSchema = z.strictObject({
  /** The randomness of attempt n follows from (seed, n) alone. */
  seed: z.number().int(),
  /** Steps tried, skipped ones included. */
  attempts: z.number().int(),
  /** Of the budget used, 0..1. */
  share: z.number(),
  peakRate: z.number(),
});

const headSchema = z.strictObject({
  plan: planSchema,
  /** Steps that the moments have seen. */
  step: z.number().int(),
  run: runSchema,
  /** Length P of each vector. */
  count: z.number().int(),
});

export type TrainingRun = z.output<typeof runSchema>;

/** A trained network, and what resuming its training takes. */
export interface Checkpoint extends Readonly<Omit<z.output<typeof headSchema>, 'count'>> {
  /** Each flat, [P]. */
  readonly weights: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

const MAGIC = 'SCHOLIA-MODEL-1\n';

/** magic, uint32 little-endian length of the JSON head, the head padded to 4 bytes, then three float32 vectors. */
export function encodeCheckpoint({ weights, firstMoment, secondMoment, ...head }: Checkpoint): Uint8Array {
  const json = JSON.stringify({ ...head, count: weights.length });
  const text = new TextEncoder().encode(json.padEnd(4 * Math.ceil(json.length / 4)));
  const bytes = new Uint8Array(MAGIC.length + 4 + text.length + 12 * weights.length);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, text.length, true);
  bytes.set(text, MAGIC.length + 4);
  const at = MAGIC.length + 4 + text.length;
  for (const [n, part] of [weights, firstMoment, secondMoment].entries())
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at + n * 4 * weights.length);
  return bytes;
}

/** Throws AppError 'integrity-failed' on anything that `encodeCheckpoint` did not write. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  try {
    if (new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) throw new Error('not a checkpoint');
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
    const at = MAGIC.length + 4 + length;
    const { count, ...head } = headSchema.parse(
      JSON.parse(new TextDecoder().decode(bytes.subarray(MAGIC.length + 4, at))),
    );
    if (bytes.length !== at + 12 * count) throw new Error('cut short');
    const part = (n: number) => new Float32Array(bytes.slice(at + n * 4 * count, at + (n + 1) * 4 * count).buffer);
    return { ...head, weights: part(0), firstMoment: part(1), secondMoment: part(2) };
  } catch (cause) {
    throw new AppError('integrity-failed', 'The stored model is damaged.', { cause });
  }
}
