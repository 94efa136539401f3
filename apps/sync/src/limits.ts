import { MAX_OPERATION_BYTES } from '@scholia/collab';

/** Bounds that keep one connection from harming the others. Documented in the README. */
export const LIMITS = {
  /** Largest WebSocket message in bytes. A long offline session of strokes is well under 1 MB. */
  messageBytes: 16 * 1024 * 1024,
  /** Largest encoded operation in bytes. Larger results travel as blobs. */
  operationBytes: MAX_OPERATION_BYTES,
  /** Bytes of one connection that wait to be committed, before its socket is no longer read from. */
  incomingBytes: 32 * 1024 * 1024,
  /** Largest awareness state of one person, bytes of JSON. */
  presenceBytes: 2048,
  /** Bytes waiting to be sent to one slow client, besides the document that it asked for, before it is dropped. */
  outgoingBytes: 32 * 1024 * 1024,
  /** Messages kept for a connection that is not let in yet; a client of y-websocket sends two. */
  earlyMessages: 50,
  /** Messages one connection may send in a second, averaged over ten. */
  messagesPerSecond: 200,
  /** Refusals of one person in one reading that are written as events of their own in a minute. */
  refusalsPerMinute: 20,
  /** The minute that both count by, ms. */
  refusalWindowMs: 60_000,
  /** Refusals of one person in one reading in a minute, after which they are not let in until the minute is over. */
  refusalsBeforeBar: 100,
  /** A reading that has been left alone for so long is folded in the background, for digests and bases, ms. */
  foldQuietMs: 2_000,
  /** Also while people go on, after so long, ms. */
  foldLatestMs: 20_000,
  /** Operations, at least, after which the folded labels are stored as a base that long readings open from. */
  baseOperations: 500,
  /** Readings whose folds are kept in memory: up to a few hundred MB each for the largest images. */
  foldsKept: 8,
  /** Silence after which a connection is taken for dead, ms. */
  silenceMs: 45_000,
  /** How often a connection is pinged and its session looked at again, ms: how long a sign-out takes to reach it. */
  heartbeatMs: 15_000,
} as const;

export type Limits = { readonly [Name in keyof typeof LIMITS]: number };
