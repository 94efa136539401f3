import type { EventId, ImageId, ModelId, ProjectId, ReadingId, UserId } from '@scholia/core';
import { must } from '@scholia/core';
import { z } from 'zod';
import type { DeepReadonly, EventDefinition, NameOf } from './events/define.ts';
import { EVENTS, type EventType } from './events/index.ts';
import { modelId, userId } from './fields.ts';

/** Who caused an event. Derived by the server from the authenticated connection, never sent by a client. */
export type Actor =
  | { readonly type: 'user'; readonly userId: UserId }
  | { readonly type: 'model'; readonly modelId: ModelId }
  | { readonly type: 'system'; readonly name: string };

export const actorSchema: z.ZodType<Actor, unknown> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('user'), userId }),
  z.strictObject({ type: z.literal('model'), modelId }),
  z.strictObject({ type: z.literal('system'), name: z.string().min(1).max(100) }),
]);

export type PayloadOf<T extends EventType> = DeepReadonly<z.output<(typeof EVENTS)[T]['payload']>>;

/** `type` and `payload`, as decide returns them and evolve takes them. */
export type DomainEvent<T extends EventType = EventType> = {
  readonly [K in T]: { readonly type: K; readonly payload: PayloadOf<K> };
}[T];

/** What the event is about, for reading by scope. Taken from the payload where the payload names it. */
export interface EventScope {
  readonly projectId?: ProjectId | undefined;
  readonly imageId?: ImageId | undefined;
  readonly readingId?: ReadingId | undefined;
}

export interface EventOrigin extends EventScope {
  readonly actor: Actor;
  /** The stream of the append; when given it must be that one. */
  readonly streamId?: string | undefined;
  /** When it happened by somebody else's clock, ISO 8601. Evidence only. */
  readonly occurredAt?: string | undefined;
  /** Id of the event, request or job that led to it. */
  readonly causation?: string | undefined;
}

/** An event to append. */
export type NewEvent<T extends EventType = EventType> = DomainEvent<T> & EventOrigin;

export interface StoredEnvelope {
  readonly logId: string;
  /** 1, 2, 3, ... without gaps: the order of commits in this log. */
  readonly position: bigint;
  readonly streamId: string;
  /** 1, 2, 3, ... without gaps within the stream. */
  readonly version: bigint;
  readonly eventId: EventId;
  readonly schemaVersion: number;
  readonly actor: Actor;
  readonly projectId: ProjectId | null;
  readonly imageId: ImageId | null;
  readonly readingId: ReadingId | null;
  /** The server's clock, ISO 8601 UTC with milliseconds. */
  readonly recordedAt: string;
  readonly occurredAt: string | null;
  readonly causation: string | null;
  /** Hash of the event before it in the same stream; 64 zeros for the first. */
  readonly prevHash: string;
  readonly hash: string;
  /** The RFC 8785 bytes that the hash covers. */
  readonly canonical: Uint8Array;
}

/** An event of the log. `switch (event.type)` narrows the payload. */
export type StoredEvent<T extends EventType = EventType> = DomainEvent<T> & StoredEnvelope;

/** Parses a payload against the type's schema. Throws a ZodError that names the field. */
export function parsePayload<T extends EventType>(type: T, payload: unknown): PayloadOf<T> {
  return EVENTS[type].payload.parse(payload) as unknown as PayloadOf<T>;
}

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENTS, type);
}

/** Brings a stored payload of any earlier version to the shape of today. Types never disappear, so an unknown one is a bug. */
export function upcast(type: string, schemaVersion: number, payload: unknown): DomainEvent {
  if (!isEventType(type)) throw new Error(`bug: unknown event type ${type}`);
  if (schemaVersion !== EVENTS[type].version)
    throw new Error(`bug: no upcast of ${type} from version ${schemaVersion}`);
  return { type, payload } as DomainEvent;
}

/** The first eight digits of an id say enough where nobody knows a name. */
const shortId: NameOf = (id) => id.slice(-8);

/** One sentence for people. `nameOf` turns ids into names (Default: the last eight digits). */
export function describeEvent(event: DomainEvent & { readonly actor: Actor }, nameOf: NameOf = shortId): string {
  const { describe } = must(EVENTS[event.type], 'a stored type is registered') as unknown as EventDefinition<
    string,
    z.ZodType
  >;
  return describe(event.payload as never, describeActor(event.actor, nameOf), nameOf);
}

export function describeActor(actor: Actor, nameOf: NameOf = shortId): string {
  switch (actor.type) {
    case 'user':
      return nameOf(actor.userId);
    case 'model':
      return nameOf(actor.modelId);
    case 'system':
      return actor.name;
  }
}
