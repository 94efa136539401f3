import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, ERROR_CODES, isAppError, isUuid, type ProjectId, type ReadingId, type UserId } from '@scholia/core';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { Connection, refusalError } from './connection.ts';
import { followLog } from './follow-log.ts';
import type { OperationDraft, Restore } from './judge.ts';
import { LIMITS, type Limits } from './limits.ts';
import { RoomKeeper } from './room-keeper.ts';
import type { Identity, SyncServices } from './services.ts';

/** Where somebody is: one row per person and open reading. */
export interface PresenceRow {
  readonly readingId: ReadingId;
  readonly projectId: ProjectId;
  readonly userId: UserId;
  readonly name: string;
  readonly color: string;
}

export interface SyncServer {
  /** People with an open connection to this process. */
  presence(): PresenceRow[];
  /**
   * Appends operations in a person's name, as if their client had sent them: checked, committed, relayed. With `restore`, the
   * one patch commits together with the event that says why (ReadingRestored, at `position`). Throws AppError
   * 'reading-closed', 'not-permitted', 'update-refused', 'not-found', 'database-unavailable', and for a restore 'conflict', when
   * there is a newer operation than the patch was computed from.
   */
  applyOperations(
    readingId: ReadingId,
    identity: Identity,
    drafts: readonly OperationDraft[],
    restore?: Restore,
  ): Promise<{ readonly position: bigint }>;
  /** Ends all connections and stops following the log. */
  close(): Promise<void>;
}

const PATH = /^\/sync\/([0-9a-f-]{36})$/;

/** True for requests that `attachSync` answers; the web server sends other upgrades elsewhere. */
export function isSyncRequest(url: string | undefined): boolean {
  return url?.startsWith('/sync/') ?? false;
}

/**
 * Serves `/sync/<reading>` on an http server: the y-websocket protocol, for anybody with a session cookie or a token.
 * `?ack=1` asks for notices: what is durable, and refusals.
 */
export function attachSync(server: Server, services: SyncServices, changes: Partial<Limits> = {}): SyncServer {
  const limits = { ...LIMITS, ...changes };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes });
  const rooms = new RoomKeeper(services, limits);
  const connections = new Set<Connection>();
  const stopFollowing = followLog(services, rooms);
  const heart = setInterval(() => {
    for (const connection of connections) connection.heartbeat();
  }, limits.heartbeatMs);

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isSyncRequest(request.url)) return;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      void welcome(webSocket, request, services, rooms, limits).then((connection) => {
        if (!connection) return;
        connections.add(connection);
        webSocket.once('close', () => connections.delete(connection));
      });
    });
  };
  server.on('upgrade', onUpgrade);

  return {
    applyOperations: async (readingId, identity, drafts, restore) => {
      const room = await rooms.enter(readingId, identity);
      return await new Promise((resolve, reject) => {
        room.draft(
          {
            identity,
            committed: (position) => resolve({ position }),
            refuse: (code, message) => reject(new AppError(refusalError(code), message, { details: { code } })),
            abandoned: () => reject(abandoned(restore !== undefined)),
          },
          drafts,
          restore,
        );
      });
    },
    presence: () => rooms.presence(),
    async close() {
      clearInterval(heart);
      server.off('upgrade', onUpgrade);
      await stopFollowing();
      for (const socket of sockets.clients) socket.close(1001, 'server is stopping');
      await rooms.close();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function abandoned(isRestore: boolean): AppError {
  return isRestore
    ? new AppError('conflict', 'Somebody has edited meanwhile. Try again.', { details: { reason: 'outdated' } })
    : new AppError('database-unavailable', 'Nothing was written. Try again.');
}

/** Authenticates, loads the reading, then hands over what the client said meanwhile. */
async function welcome(
  socket: WebSocket,
  request: IncomingMessage,
  services: SyncServices,
  rooms: RoomKeeper,
  limits: Limits,
): Promise<Connection | undefined> {
  // Listen before the first await: a client speaks at once, and ws keeps no message that nobody listens for.
  const early: RawData[] = [];
  const keep = (data: RawData) => {
    if (early.push(data) > limits.earlyMessages) socket.terminate();
  };
  socket.on('message', keep);
  socket.on('error', () => socket.terminate());
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const readingId = PATH.exec(url.pathname)?.[1];
    if (!readingId || !isUuid(readingId)) throw new AppError('not-found', 'No such reading.');
    const credentials = { headers: headersOf(request), url: url.href };
    const identity = await services.authenticate(credentials);
    if (!identity) throw new AppError('not-signed-in', 'Sign in, or give a valid token.');
    const room = await rooms.enter(readingId as ReadingId, identity);
    socket.off('message', keep);
    if (socket.readyState !== socket.OPEN) return undefined;
    if (room.isBarred(identity)) throw new AppError('rate-limited', 'Too many refused updates. Wait a minute.');
    // The last visitor may have left while this one was being let in; the client comes back to a new room.
    if (room.isClosed) throw new AppError('database-unavailable', 'The room has just closed.');
    const wantsNotices = url.searchParams.get('ack') === '1';
    const isStillSignedIn = async () =>
      (await services.authenticate({ ...credentials, isBackground: true }))?.userId === identity.userId;
    return new Connection(socket, room, {
      identity,
      isStillSignedIn,
      wantsNotices,
      limits,
      now: services.clock,
      early,
    });
  } catch (error) {
    const code = isAppError(error) ? error.code : 'database-unavailable';
    if (!isAppError(error)) services.log({ message: 'sync-connection-failed', why: String(error) });
    socket.close(ERROR_CODES[code].close, code);
    return undefined;
  }
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
