export {
  type Actor,
  actorSchema,
  type DomainEvent,
  describeActor,
  describeEvent,
  type EventOrigin,
  type EventScope,
  isEventType,
  type NewEvent,
  type PayloadOf,
  parsePayload,
  type StoredEnvelope,
  type StoredEvent,
  upcast,
} from './event.ts';
export type { DeepReadonly, NameOf } from './events/define.ts';
export { EVENTS, type EventType } from './events/index.ts';
export type { CurvePoint, Label, ProposalSource, TrainingReading } from './fields.ts';
export * as fields from './fields.ts';
export { type Capability, can, ROLES, type Role, rolesThatCan } from './roles.ts';
export { streams } from './streams.ts';
