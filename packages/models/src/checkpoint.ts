import { AppError } from '@scholia/core';
import { z } from 'zod';
import { planSchema } from './plan/plan.ts';

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
  /** Of a training in mixed precision: what the loss is multiplied by, and the steps since that changed. */
  lossScale: z.strictObject({ value: z.number().positive(), steps: z.number().int() }).optional(),
  /** Length P of each vector. */
  count: z.number().int(),
  /** What the vectors are, in their order: weights, the optimiser's moments by name, a moving average of the weights. */
  vectors: z.array(z.string()).default(['weights', 'first', 'second']),
});

export type TrainingRun = z.output<typeof runSchema>;

/** A trained network, and what resuming its training takes. */
export interface Checkpoint extends Readonly<Omit<z.output<typeof headSchema>, 'count' | 'vectors'>> {
  /** Each flat, [P]. */
  readonly weights: Float32Array;
  /** Of the optimiser, by name. */
  readonly moments: Readonly<Record<string, Float32Array>>;
  /** Moving average of the weights, where the plan keeps one: what predicts. */
  readonly average?: Float32Array | undefined;
}

const MAGIC = 'SCHOLIA-MODEL-1\n';

/** magic, uint32 little-endian length of the JSON head, the head padded to 4 bytes, then the float32 vectors. */
export function encodeCheckpoint({ weights, moments, average, ...head }: Checkpoint): Uint8Array {
  const vectors = { weights, ...moments, ...(average ? { average } : {}) };
  const json = JSON.stringify({ ...head, count: weights.length, vectors: Object.keys(vectors) });
  const text = new TextEncoder().encode(json.padEnd(4 * Math.ceil(json.length / 4)));
  const at = MAGIC.length + 4 + text.length;
  const parts = Object.values(vectors);
  const bytes = new Uint8Array(at + 4 * parts.length * weights.length);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, text.length, true);
  bytes.set(text, MAGIC.length + 4);
  for (const [n, part] of parts.entries())
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at + n * 4 * weights.length);
  return bytes;
}

/** Throws AppError 'integrity-failed' on anything that `encodeCheckpoint` did not write. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  try {
    if (new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) throw new Error('not a checkpoint');
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
    const at = MAGIC.length + 4 + length;
    const { count, vectors, ...head } = headSchema.parse(
      JSON.parse(new TextDecoder().decode(bytes.subarray(MAGIC.length + 4, at))),
    );
    if (bytes.length !== at + 4 * vectors.length * count) throw new Error('cut short');
    const part = (n: number) => new Float32Array(bytes.slice(at + n * 4 * count, at + (n + 1) * 4 * count).buffer);
    const { weights, average, ...moments } = Object.fromEntries(vectors.map((name, n) => [name, part(n)]));
    return { ...head, weights, moments, ...(average ? { average } : {}) };
  } catch (cause) {
    throw new AppError('integrity-failed', 'The stored model is damaged.', { cause });
  }
}
