import { type StoredEvent, streams } from '@scholia/domain';
import type { RoomKeeper } from './room-keeper.ts';
import type { SyncServices } from './services.ts';

/** `ReadingOpened`: whoever opens a blinded reading of an image may see no other of it from then on. */
const ACCESS_EVENTS = new Set(['ReadingOpened', 'RoleGranted', 'RoleRevoked', 'ReadingSubmitted', 'ReadingReopened']);
/** After these some session or token of the person whose stream it is may open nothing any more. */
const SESSION_EVENTS = new Set(['SignedOut', 'PasswordChanged', 'TokenRevoked']);

/** Lets open rooms know of what other processes, people and workers did. Returns how to stop. */
export function followLog({ events, log }: SyncServices, rooms: RoomKeeper): () => Promise<void> {
  const stop = new AbortController();
  const done = (async () => {
    const after = await events.head();
    for await (const event of events.subscribe({ after, signal: stop.signal })) tell(rooms, event);
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) log({ message: 'sync-log-lost', why: String(error) });
  });
  return async () => {
    stop.abort();
    await done;
  };
}

function tell(rooms: RoomKeeper, event: StoredEvent): void {
  if (event.type === 'OperationCommitted' && event.readingId) {
    const room = rooms.ifOpen(event.readingId);
    if (room && event.position > room.position) room.committedElsewhere();
  } else if (ACCESS_EVENTS.has(event.type)) {
    for (const room of rooms.all()) {
      if (room.projectId === event.projectId) room.accessChanged();
    }
  } else if (SESSION_EVENTS.has(event.type)) {
    for (const room of rooms.all()) {
      for (const connection of room.connections) {
        if (streams.user(connection.identity.userId) === event.streamId) void connection.reviewSession();
      }
    }
  }
}
