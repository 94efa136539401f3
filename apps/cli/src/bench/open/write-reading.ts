import { setTimeout as sleep } from 'node:timers/promises';
import { appendOperation, idText, MESSAGE_SCHOLIA, type OperationId, readNotice } from '@scholia/collab';
import { type ReadingId, seededRandom } from '@scholia/core';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { mixedOperations } from '../fold/operations.ts';
import type { Reader, SyncInstallation } from '../sync/installation.ts';

/** Operations per update: what a client that was offline for long sends at once. */
export const PER_UPDATE = 1000;

/** One person's document, sent in pieces, each acknowledged; `pause` is awaited after each. */
export async function writeReading(
  { url, grid }: SyncInstallation,
  { readingId, reader, operations }: { readingId: ReadingId; reader: Reader; operations: number },
  pause: (written: number) => Promise<void> = async () => {},
): Promise<{ documentBytes: number; written: number }> {
  const doc = new Y.Doc();
  const renamed = new Map<string, OperationId>();
  let durable = 0;
  const provider = new WebsocketProvider(url, readingId, doc, {
    disableBc: true,
    params: { token: reader.token, ack: '1' },
    WebSocketPolyfill: WebSocket as never,
  });
  provider.messageHandlers[MESSAGE_SCHOLIA] = (_encoder, decoder) => {
    const notice = readNotice(decoder);
    if (notice?.type === 'Refused') throw new Error(`the server refused: ${notice.message}`);
    if (notice?.type !== 'Committed') return;
    durable = Y.decodeStateVector(Buffer.from(notice.stateVector, 'base64')).get(doc.clientID) ?? 0;
  };
  while (!provider.synced) await sleep(20);
  // A mask comes in through the gateway: a client cannot write one of its own.
  const entries = mixedOperations(grid, operations, seededRandom(3)).entries.filter(({ op }) => op.type !== 'Mask');
  let lamport = 0;
  for (let at = 0; at < entries.length; at += PER_UPDATE) {
    const part = entries.slice(at, at + PER_UPDATE);
    doc.transact(() => {
      for (const { id, op } of part) {
        const moved = op.type === 'Undo' ? { ...op, target: renamed.get(idText(op.target)) ?? op.target } : op;
        renamed.set(idText(id), appendOperation(doc, { ...moved, lamport: ++lamport }));
      }
    });
    while (durable < at + part.length) await sleep(2);
    await pause(at + part.length);
  }
  provider.destroy();
  return { documentBytes: Y.encodeStateAsUpdate(doc).length, written: entries.length };
}
