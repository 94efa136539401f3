import type { Clock, Random, UserId } from '@scholia/core';
import type { BlobStore, Sql } from '@scholia/db';
import type { EventStore } from '@scholia/event-store';

/** Who is at the other end of a connection, as the server knows it. Nothing in here comes from the client. */
export interface Identity {
  readonly userId: UserId;
  readonly name: string;
  readonly color: string;
}

/** What the sync server needs from its composition root. */
export interface SyncServices {
  readonly sql: Sql;
  readonly events: EventStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Session cookie, bearer token or `?token=`; null when nobody is signed in. */
  authenticate(request: { headers: Headers; url: string; isBackground?: boolean }): Promise<Identity | null>;
  /** One structured line. Never names, voxels or payloads. */
  log(line: Readonly<Record<string, string | number | boolean>>): void;
}
