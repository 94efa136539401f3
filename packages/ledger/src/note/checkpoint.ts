import { fromBase64, toBase64 } from '@scholia/core';
import { HASH_BYTES } from '../merkle/tiles.ts';

/** What a log has said of itself: "with `size` events my root is `root`" (https://c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  /** Names the log, for all time: an installation's own name. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** By the signer's clock, ISO 8601 UTC; an extension line. */
  readonly signedAt: string;
}

const TIME = 'signed-at ';
const SIZE = /^(0|[1-9]\d{0,15})$/;

export function checkpointText({ origin, size, root, signedAt }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n${TIME}${signedAt}\n`;
}

/** Undefined when the text of the note is not a checkpoint of ours. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, root, time, ...rest] = text.split('\n');
  if (!origin || !SIZE.test(size ?? '') || !root || !time?.startsWith(TIME)) return undefined;
  if (rest.length !== 1 || rest[0] !== '') return undefined;
  const hash = fromBase64(root);
  if (hash.length !== HASH_BYTES || toBase64(hash) !== root) return undefined;
  return { origin, size: Number(size), root: hash, signedAt: time.slice(TIME.length) };
}
