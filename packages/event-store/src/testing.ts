import { type ProjectId, type ReadingId, seededRandom, type UserId, uuidV7 } from '@scholia/core';
import type { NewEvent } from '@scholia/domain';

// Builders for this package's own tests.

export const random = seededRandom(5);
export const newId = <T extends string>() => uuidV7(1_700_000_000_000, random) as T;
export const clock = () => 1_700_000_000_000;
export const reader = { type: 'user', userId: newId<UserId>() } as const;
export const projectId = newId<ProjectId>();

export function operation(readingId: ReadingId, counter: number): NewEvent<'OperationCommitted'> {
  return {
    type: 'OperationCommitted',
    payload: { readingId, session: 7, counter, lamport: counter, kind: 'Stroke', bytes: 'AQID' },
    actor: reader,
    projectId,
  };
}

/** Polls until it holds: tests wait for conditions, never for durations. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
