import type { ReadingState } from '@scholia/domain';
import type { ReadingView } from '@scholia/projections';

/** A reading as the domain decides on it. The read model commits with the events, so it is never behind. */
export function stateOf(reading: ReadingView): ReadingState {
  const { id, imageId, projectId, status, submission } = reading;
  const submitted = submission && {
    labelDigest: submission.labelDigest,
    upToPosition: String(submission.upToPosition),
  };
  return { status, readingId: id, imageId, projectId, heldOut: submission?.heldOut, submitted: submitted ?? undefined };
}
