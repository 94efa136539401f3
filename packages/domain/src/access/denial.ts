import type { UserId } from '@scholia/core';
import type { EventScope, NewEvent } from '../event.ts';

/** What somebody was refused. */
export interface Denial extends EventScope {
  /** What they would have needed: a capability of the project, or the name of a deed. */
  readonly capability: string;
  /** A stream name: what it was about. */
  readonly subject: string;
}

export function denialEvent(
  userId: UserId,
  { capability, subject, projectId, imageId, readingId }: Denial,
): NewEvent<'AccessDenied'> {
  const actor = { type: 'user', userId } as const;
  return { type: 'AccessDenied', payload: { capability, subject }, actor, projectId, imageId, readingId };
}

const REPEAT_MS = 60_000;
const MEMORY = 10_000;

/**
 * Which denials have just been told: who is refused the same again within a minute is told of once, so that a client that keeps
 * asking cannot fill the log. Of one process.
 */
export class DenialBook {
  readonly #told = new Map<string, number>();

  /** True if this one should be an event. */
  isNew(userId: UserId, denial: Denial, now: number): boolean {
    return now - (this.#told.get(keyOf(userId, denial)) ?? Number.NEGATIVE_INFINITY) >= REPEAT_MS;
  }

  /** Its event has been committed. */
  note(userId: UserId, denial: Denial, now: number): void {
    const key = keyOf(userId, denial);
    this.#told.delete(key);
    this.#told.set(key, now);
    // Insertion order is age: the oldest goes first.
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= MEMORY) break;
      this.#told.delete(oldest);
    }
  }
}

const keyOf = (userId: UserId, { capability, subject }: Denial) => `${userId} ${capability} ${subject}`;
