export type { StoredEvent } from '@scholia/domain';
export type { ConsumeOptions, Handler } from './consume.ts';
export { type Committed, EventStore, type EventStoreOptions, type SubscribeOptions } from './event-store.ts';
export type { StreamTransaction, StreamWork } from './group-commit.ts';
export { insertEvents } from './insert-events.ts';
export { newestOfStream } from './newest-of-stream.ts';
export type { Append } from './prepare.ts';
export { type EventFilter, matches, type ReadOptions } from './read-events.ts';
export { type LoggedBytes, readPositions, readSelection, type Selection } from './read-selection.ts';
export { type ReadingPlace, type ReadingShare, readingEventAt, summariseReading } from './reading-history.ts';
export { type EventSearch, positionAt, searchEvents } from './search-events.ts';
export type { EventTransaction, InlineProjection } from './transaction.ts';
export {
  checkpointCovering,
  latestCheckpoint,
  listAnchors,
  listCheckpoints,
  type StoredAnchor,
  type StoredCheckpoint,
  storeAnchor,
  storeCheckpoint,
} from './tree/checkpoints.ts';
export { growTree, loadTree, readTile } from './tree/log-tree.ts';
