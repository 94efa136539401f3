import type { Digest, ImageId, ProjectId, ReadingId } from '@scholia/core';
import type { DomainEvent } from '../event.ts';

export type ReadingEvent = DomainEvent<'ReadingOpened' | 'ReadingSubmitted' | 'ReadingReopened' | 'ReadingSigned'>;

export type ReadingState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'open' | 'submitted';
      readonly readingId: ReadingId;
      readonly imageId: ImageId;
      readonly projectId: ProjectId;
      /** Decided at the first submission; undefined before. */
      readonly heldOut: boolean | undefined;
      /** What was submitted last, also while it is open again. */
      readonly submitted: SubmittedLabels | undefined;
    };

/** Digest of the labels, which are the fold of all operations up to a position. */
export interface SubmittedLabels {
  readonly labelDigest: Digest;
  readonly upToPosition: string;
}

export const initialReading: ReadingState = { status: 'absent' };

export function evolveReading(state: ReadingState, event: ReadingEvent): ReadingState {
  switch (event.type) {
    case 'ReadingOpened': {
      const { readingId, imageId, projectId } = event.payload;
      return { status: 'open', readingId, imageId, projectId, heldOut: undefined, submitted: undefined };
    }
    case 'ReadingSubmitted': {
      const { heldOut, labelDigest, upToPosition } = event.payload;
      if (state.status === 'absent') return state;
      return { ...state, status: 'submitted', heldOut, submitted: { labelDigest, upToPosition } };
    }
    case 'ReadingReopened':
      return state.status === 'absent' ? state : { ...state, status: 'open' };
    case 'ReadingSigned':
      return state;
  }
}
