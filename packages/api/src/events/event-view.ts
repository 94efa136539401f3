import { fields, type StoredEvent } from '@scholia/domain';
import { z } from 'zod';
import { actor, actorId, time } from '../schemas.ts';
import type { NameDirectory } from './names.ts';

/** An event as people and scripts get it. */
export const eventView = z.object({
  position: fields.position,
  eventId: z.string(),
  type: z.string(),
  schemaVersion: z.number(),
  streamId: z.string(),
  version: fields.position,
  actor,
  projectId: z.string().nullable(),
  imageId: z.string().nullable(),
  readingId: z.string().nullable(),
  recordedAt: time,
  occurredAt: time.nullable(),
  payload: z.record(z.string(), z.unknown()),
  /** The event in one sentence, for people. */
  sentence: z.string(),
  hash: z.string(),
});
export type EventView = z.output<typeof eventView>;

export async function viewEvent(event: StoredEvent, names: NameDirectory): Promise<EventView> {
  const nameOf = await names.forEvent(event);
  const id = actorId(event.actor);
  return {
    position: String(event.position),
    eventId: event.eventId,
    type: event.type,
    schemaVersion: event.schemaVersion,
    streamId: event.streamId,
    version: String(event.version),
    actor: { type: event.actor.type, id, name: event.actor.type === 'system' ? id : nameOf(id) },
    projectId: event.projectId,
    imageId: event.imageId,
    readingId: event.readingId,
    recordedAt: event.recordedAt,
    occurredAt: event.occurredAt,
    payload: event.payload as unknown as Record<string, unknown>,
    sentence: await names.sentenceOf(event),
    hash: event.hash,
  };
}
