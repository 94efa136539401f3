import type { Digest, ReadingId } from '@scholia/core';
import type { Grid } from '@scholia/volume';

/** What the folding process is asked. It answers each in turn, under the same number. */
export type FoldRequest = { readonly request: number; readonly readingId: ReadingId } & (
  | {
      readonly type: 'Fold';
      /** Yjs update with what has come since the last time; with `start`, everything. */
      readonly update: Uint8Array;
      /** Where to start, for a reading that it does not hold. */
      readonly start?: { readonly grid: Grid; readonly base: Uint8Array | undefined } | undefined;
      /** Labelmap blobs that it said were missing. */
      readonly blobs: readonly (readonly [Digest, Uint8Array])[];
      /** A base is made when at least so many operations have come since the last. */
      readonly baseAfter: number;
    }
  | { readonly type: 'Forget' }
);

export type FoldAnswer =
  /** It does not hold this reading (any more): ask again with `start`. */
  | { readonly type: 'Unknown' }
  | { readonly type: 'Missing'; readonly blobs: readonly Digest[] }
  | {
      readonly type: 'Folded';
      readonly operations: number;
      readonly digest: Digest;
      /** Operations in the newest base, which is `base` if there is one here. */
      readonly inBase: number;
      readonly base?: Uint8Array;
    }
  | { readonly type: 'Forgotten' }
  | { readonly type: 'Failed'; readonly why: string };

export type NumberedAnswer = FoldAnswer & { readonly request: number };
