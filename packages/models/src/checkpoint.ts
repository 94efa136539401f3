import { AppError } from '@scholia/core';
import { type Plan, planSchema } from './plan.ts';

/** A trained network, and what resuming its training takes. */
export interface Checkpoint {
  readonly plan: Plan;
  readonly step: number;
  /** Each flat, [P]. */
  readonly weights: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

const MAGIC = 'SCHOLIA-MODEL-1\n';

/** magic, uint32 little-endian length of the JSON, JSON {plan, step, count} padded to 4 bytes, then three float32 arrays. */
export function encodeCheckpoint({ plan, step, weights, firstMoment, secondMoment }: Checkpoint): Uint8Array {
  const json = JSON.stringify({ plan, step, count: weights.length });
  const head = new TextEncoder().encode(json.padEnd(4 * Math.ceil(json.length / 4)));
  const bytes = new Uint8Array(MAGIC.length + 4 + head.length + 12 * weights.length);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, head.length, true);
  bytes.set(head, MAGIC.length + 4);
  const at = MAGIC.length + 4 + head.length;
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
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(MAGIC.length + 4, at)));
    const count = Number(head.count);
    if (bytes.length !== at + 12 * count) throw new Error('cut short');
    const part = (n: number) => new Float32Array(bytes.slice(at + n * 4 * count, at + (n + 1) * 4 * count).buffer);
    const [weights, firstMoment, secondMoment] = [part(0), part(1), part(2)];
    return { plan: planSchema.parse(head.plan), step: Number(head.step), weights, firstMoment, secondMoment };
  } catch (cause) {
    throw new AppError('integrity-failed', 'The stored model is damaged.', { cause });
  }
}
