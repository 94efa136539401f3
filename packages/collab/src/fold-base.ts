import {
  ByteReader,
  ByteWriter,
  type Dims,
  decodeLabelmap,
  encodeLabelmap,
  type Labelmap,
  malformed,
} from '@scholia/volume';
import type { OperationId } from './operation.ts';

/** What a set of operations folds to: where a fold may start, instead of with the first stroke. */
export interface FoldBase {
  /** Session -> how many of its operations are folded in. */
  readonly clocks: ReadonlyMap<number, number>;
  readonly labels: Labelmap;
  readonly prompts: Labelmap;
}

const VERSION = 1;
const MAX_SESSION = 2 ** 32 - 1;

export function isCovered({ clocks }: Pick<FoldBase, 'clocks'>, { session, counter }: OperationId): boolean {
  return counter < (clocks.get(session) ?? 0);
}

/** True if a document that holds so many operations of each session has all that the base was folded from. */
export function coversBase(clockOf: (session: number) => number, { clocks }: Pick<FoldBase, 'clocks'>): boolean {
  for (const [session, clock] of clocks) if (clockOf(session) < clock) return false;
  return true;
}

/*
 * base = %x01 count *(session clock) length labels prompts     (all numbers varuint; sessions ascend;
 *                                                               labels, prompts: encodeLabelmap)
 */

export function encodeFoldBase({ clocks, labels, prompts }: FoldBase): Uint8Array {
  const writer = new ByteWriter().byte(VERSION).varuint(clocks.size);
  for (const [session, clock] of [...clocks].sort(([a], [b]) => a - b)) writer.varuint(session).varuint(clock);
  const bytes = encodeLabelmap(labels);
  return writer.varuint(bytes.length).bytes(bytes).bytes(encodeLabelmap(prompts)).finish();
}

/** Throws AppError 'bad-request' on bytes that `encodeFoldBase` has not written for an image of this size. */
export function decodeFoldBase(bytes: Uint8Array, dims: Dims): FoldBase {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== VERSION) throw malformed('an unknown version of a fold base');
  const clocks = new Map<number, number>();
  let last = -1;
  for (let left = reader.varuint(); left > 0; left--) {
    const session = reader.varuint(MAX_SESSION);
    if (session <= last) throw malformed('sessions ascend');
    clocks.set(session, reader.varuint());
    last = session;
  }
  const labels = decodeLabelmap(reader.bytes(reader.varuint()), { dims });
  return { clocks, labels, prompts: decodeLabelmap(reader.bytes(reader.remaining), { dims }) };
}
