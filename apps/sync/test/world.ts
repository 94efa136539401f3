import { mkdtemp } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeOperation, type Fold, foldAll, ReadingClient, type ReadingClientOptions } from '@scholia/collab';
import {
  digestOf,
  fromBase64,
  type ImageId,
  type ProjectId,
  type ReadingId,
  systemClock,
  systemRandom,
  type UserId,
  uuidV7,
} from '@scholia/core';
import { type BlobStore, FilesystemBlobStore, type Sql } from '@scholia/db';
import { type Role, streams } from '@scholia/domain';
import { EventStore } from '@scholia/event-store';
import { projections } from '@scholia/projections';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { type Grid, labelmapDigest, type StrokeShape } from '@scholia/volume';
import { WebSocket } from 'ws';
import { attachSync, type SyncServer, type SyncServices } from '../src/index.ts';

export const GRID: Grid = { dims: [64, 48, 16], spacingUm: [1000, 1000, 2500] };
const newId = <Id extends string>() => uuidV7(systemClock(), systemRandom) as Id;
const SYSTEM = { type: 'system', name: 'test' } as const;

export interface SyncProcess {
  readonly http: Server;
  readonly sync: SyncServer;
  readonly url: string;
}

/** A project with one open reading on a real Postgres, sync servers on real sockets, and clients. A token is a user id. */
export class World {
  readonly projectId = newId<ProjectId>();
  readonly imageId = newId<ImageId>();
  readonly readingId = newId<ReadingId>();
  readonly database: TestDatabase;
  readonly events: EventStore;
  readonly blobs: BlobStore;
  readonly logged: string[] = [];
  readonly #processes: SyncProcess[] = [];
  readonly #clients: ReadingClient[] = [];

  private constructor(database: TestDatabase, blobs: BlobStore) {
    this.database = database;
    this.blobs = blobs;
    this.events = new EventStore(database.sql, {
      logId: 'main',
      clock: systemClock,
      random: systemRandom,
      projections,
    });
  }

  static async create(): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'scholia-sync-'));
    const world = new World(await createTestDatabase(), new FilesystemBlobStore(folder));
    await world.#found();
    return world;
  }

  get sql(): Sql {
    return this.database.sql;
  }

  async #found(): Promise<void> {
    const { projectId, imageId, readingId } = this;
    const blob = digestOf(new Uint8Array());
    await this.events.transact(async (tx) => {
      tx.append({
        streamId: streams.project(projectId),
        events: [
          {
            type: 'ProjectCreated',
            actor: SYSTEM,
            payload: {
              projectId,
              name: 'Test',
              labels: [1, 2, 3].map((value) => ({ value, name: `label ${value}`, color: '#ff0000' })),
            },
          },
        ],
      });
      tx.append({
        streamId: streams.image(imageId),
        events: [
          {
            type: 'ImageImported',
            actor: SYSTEM,
            payload: {
              imageId,
              projectId,
              name: 'image',
              blob,
              bytes: 1,
              dims: [...GRID.dims],
              spacingUm: [...GRID.spacingUm],
              affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2.5, 0, 0, 0, 0, 1],
              dtype: 'int16',
              volumeIndex: null,
              intensity: { min: 0, max: 1, mean: 0.5, sd: 0.1, p01: 0, p99: 1 },
            },
          },
        ],
      });
      tx.append({
        streamId: streams.reading(readingId),
        events: [
          { type: 'ReadingOpened', actor: SYSTEM, payload: { readingId, imageId, projectId, mode: 'collaborative' } },
        ],
      });
    });
  }

  /** A new person with a role in the project, or with none. */
  async person(role: Role | null): Promise<UserId> {
    const userId = newId<UserId>();
    if (role) await this.grant(userId, role);
    return userId;
  }

  async grant(userId: UserId, role: Role): Promise<void> {
    const payload = { projectId: this.projectId, userId, role };
    await this.#append(streams.project(this.projectId), { type: 'RoleGranted', actor: SYSTEM, payload });
  }

  async revoke(userId: UserId): Promise<void> {
    const payload = { projectId: this.projectId, userId };
    await this.#append(streams.project(this.projectId), { type: 'RoleRevoked', actor: SYSTEM, payload });
  }

  /** What the log says when a session or token of this person ends. */
  async endSession(userId: UserId, type: 'SignedOut' | 'PasswordChanged' | 'TokenRevoked'): Promise<void> {
    const actor = { type: 'user', userId } as const;
    const event =
      type === 'TokenRevoked' ? { type, actor, payload: { tokenId: newId() } } : { type, actor, payload: { userId } };
    await this.#append(streams.user(userId), event);
  }

  async submit(): Promise<void> {
    const { readingId, imageId, projectId } = this;
    const digest = digestOf(new Uint8Array());
    const upToPosition = String(await this.events.head());
    const payload = {
      readingId,
      imageId,
      projectId,
      labelDigest: digest,
      labelBlob: digest,
      upToPosition,
      heldOut: false,
    };
    await this.#append(streams.reading(readingId), { type: 'ReadingSubmitted', actor: SYSTEM, payload });
  }

  async #append(
    streamId: string,
    event: Parameters<Parameters<Parameters<EventStore['transact']>[0]>[0]['append']>[0]['events'][number],
  ) {
    await this.events.transact(async (tx) => tx.append({ streamId, events: [event] }));
  }

  /** One more sync process (in this process, on its own port). */
  async serve(
    overrides: Partial<SyncServices> = {},
    options: Parameters<typeof attachSync>[2] = {},
  ): Promise<SyncProcess> {
    const http = createServer();
    const services: SyncServices = {
      sql: this.sql,
      events: this.events,
      blobs: this.blobs,
      clock: systemClock,
      random: systemRandom,
      log: (line) => this.logged.push(JSON.stringify(line)),
      authenticate: async ({ url }) => {
        const userId = new URL(url, 'http://localhost').searchParams.get('token') as UserId | null;
        return userId ? { userId, name: `reader ${userId.slice(-4)}`, color: '#123456' } : null;
      },
      ...overrides,
    };
    const sync = attachSync(http, services, options);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const process = { http, sync, url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/sync` };
    this.#processes.push(process);
    return process;
  }

  client(process: SyncProcess, userId: UserId, options: Partial<ReadingClientOptions> = {}): ReadingClient {
    const client = new ReadingClient({
      url: process.url,
      readingId: this.readingId,
      userId,
      token: userId,
      grid: GRID,
      fetchBlob: (digest) => this.blobs.get(digest),
      persistence: 'none',
      WebSocketPolyfill: WebSocket as never,
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  async live(
    process: SyncProcess,
    userId: UserId,
    options: Partial<ReadingClientOptions> = {},
  ): Promise<ReadingClient> {
    const client = this.client(process, userId, options);
    await until('live', () => client.state.connection === 'live' && client.state.writable);
    return client;
  }

  /** What the log alone says the labels are. */
  async digestOfLog(): Promise<string> {
    const events = await this.events.read({ after: 0n, limit: 100_000, readingId: this.readingId });
    const entries = events.flatMap((event) =>
      event.type === 'OperationCommitted'
        ? [
            {
              id: { session: event.payload.session, counter: event.payload.counter },
              op: decodeOperation(fromBase64(event.payload.bytes)),
            },
          ]
        : [],
    );
    return labelmapDigest(foldAll(GRID, entries, new Map()).labels);
  }

  async countOf(type: string): Promise<number> {
    const [row] = await this.sql<{ count: number }[]>`select count(*)::int as count from events where type = ${type}`;
    return row?.count ?? 0;
  }

  async close(process: SyncProcess): Promise<void> {
    await process.sync.close();
    process.http.closeAllConnections();
    await new Promise((resolve) => process.http.close(resolve));
  }

  async destroy(): Promise<void> {
    for (const client of this.#clients) await client.destroy();
    for (const process of this.#processes) if (process.http.listening) await this.close(process);
    await this.database.drop();
  }
}

export function dot(i: number, j = 10, k = 5, radiusUm = 2000): StrokeShape {
  return { shape: 'disc', axis: 2, radiusUm, points: Int32Array.of(8 * i, 8 * j, 8 * k) };
}

export const digestOfClient = (client: { readonly fold: Fold }) => client.fold.digest();

/** Waits for a condition, never for a duration; gives up, saying so, after twenty seconds. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 2000) throw new Error(`never: ${what}`);
    await sleep(10);
  }
}
