import type { ImageId, ProjectId, ReadingId } from '@scholia/core';
import type { DomainEvent } from '../event.ts';

export type ReadingEvent = DomainEvent<'ReadingOpened' | 'ReadingSubmitted' | 'ReadingReopened'>;

export type ReadingState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'open' | 'submitted';
      readonly readingId: ReadingId;
      readonly imageId: ImageId;
      readonly projectId: ProjectId;
      /** Decided at the first submission; undefined before. */
      readonly heldOut: boolean | undefined;
    };

export const initialReading: ReadingState = { status: 'absent' };

export function evolveReading(state: ReadingState, event: ReadingEvent): ReadingState {
  switch (event.type) {
    case 'ReadingOpened': {
      const { readingId, imageId, projectId } = event.payload;
      return { status: 'open', readingId, imageId, projectId, heldOut: undefined };
    }
    case 'ReadingSubmitted':
      return state.status === 'absent' ? state : { ...state, status: 'submitted', heldOut: event.payload.heldOut };
    case 'ReadingReopened':
      return state.status === 'absent' ? state : { ...state, status: 'open' };
  }
}
