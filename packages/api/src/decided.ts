import { AppError, type ErrorCode } from '@scholia/core';
import type { Decision, DomainEvent, ProjectRejection, ReadingRejection } from '@scholia/domain';

/** What each of the domain's refusals is at the boundary. A new one without a row does not compile. */
const CODES = {
  'not-permitted': 'not-permitted',
  'project-exists': 'conflict',
  'project-absent': 'not-found',
  'bad-name': 'bad-request',
  'bad-labels': 'bad-request',
  'label-in-use': 'conflict',
  'not-a-member': 'not-found',
  'last-admin': 'conflict',
  'reading-exists': 'conflict',
  'image-withdrawn': 'conflict',
  'reading-not-open': 'not-found',
  'reading-already-submitted': 'reading-closed',
  'reading-not-submitted': 'conflict',
  'reason-missing': 'bad-request',
  'signature-missing': 'signature-required',
  'wrong-statement': 'bad-request',
  'own-reading': 'conflict',
} as const satisfies Record<ProjectRejection | ReadingRejection, ErrorCode>;

/** The events of a decision; throws the AppError that a rejection means. */
export function decided<Event extends DomainEvent>(
  decision: Decision<Event, ProjectRejection | ReadingRejection>,
): readonly Event[] {
  if (decision.type === 'Accepted') return decision.events;
  throw new AppError(CODES[decision.code], decision.message, { details: { rejection: decision.code } });
}
