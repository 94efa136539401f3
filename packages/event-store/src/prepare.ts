import { AppError, type Clock, type Random, uuidV7 } from '@scholia/core';
import { EVENTS, type NewEvent, type PayloadOf, parsePayload } from '@scholia/domain';
import type { Envelope } from '@scholia/ledger';

export interface Append {
  readonly streamId: string;
  /** The version that the stream must have before; 'absent' for none yet; undefined for no check. */
  readonly expected?: bigint | 'absent' | undefined;
  readonly events: readonly NewEvent[];
}

/** An event that lacks only its place: position, version, previous hash. */
export type Prepared = Omit<Envelope, 'position' | 'version' | 'prev'>;

/** Checks and completes the events of an append before any lock is taken. Throws a ZodError naming a wrong field. */
export function prepare(append: Append, logId: string, clock: Clock, random: Random): Prepared[] {
  const now = clock();
  const recordedAt = new Date(now).toISOString();
  return append.events.map((event) => {
    if (event.streamId !== undefined && event.streamId !== append.streamId) {
      throw new Error(`bug: an event of ${event.streamId} in an append to ${append.streamId}`);
    }
    const payload: PayloadOf<NewEvent['type']> = parsePayload(event.type, event.payload);
    return {
      log: logId,
      stream: append.streamId,
      id: uuidV7(now, random),
      type: event.type,
      schema: EVENTS[event.type].version,
      actor: event.actor,
      recordedAt,
      occurredAt: event.occurredAt ?? null,
      causation: event.causation ?? null,
      project: event.projectId ?? named(payload, 'projectId'),
      image: event.imageId ?? named(payload, 'imageId'),
      reading: event.readingId ?? named(payload, 'readingId'),
      payload: payload as unknown as Envelope['payload'],
    };
  });
}

/** The scope that a payload names itself. */
function named(payload: object, field: string): string | null {
  const value = (payload as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : null;
}

/** Throws 'conflict' when somebody else was faster. */
export function checkExpected(append: Append, actual: bigint): void {
  if (append.expected === undefined) return;
  const expected = append.expected === 'absent' ? 0n : append.expected;
  if (expected === actual) return;
  throw new AppError('conflict', 'Somebody else changed this in the meantime. Look again, then decide anew.', {
    details: { streamId: append.streamId, expected: String(expected), actual: String(actual) },
  });
}
