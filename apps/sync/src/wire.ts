import { encodeNotice, type ServerNotice } from '@scholia/collab';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** Message types of the y-websocket protocol (y-protocols PROTOCOL.md). */
export const MESSAGE = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3 } as const;
/** Steps of the sync message. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

function message(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

/** "This is what I have; send me what I lack." */
export const syncStep1 = (doc: Y.Doc) =>
  message(MESSAGE.sync, (encoder) => {
    encoding.writeVarUint(encoder, SYNC.step1);
    encoding.writeVarUint8Array(encoder, Y.encodeStateVector(doc));
  });

/** All that a client with this state vector lacks. */
export const syncStep2 = (doc: Y.Doc, stateVector: Uint8Array) =>
  message(MESSAGE.sync, (encoder) => {
    encoding.writeVarUint(encoder, SYNC.step2);
    encoding.writeVarUint8Array(encoder, Y.encodeStateAsUpdate(doc, stateVector));
  });

export const syncUpdate = (update: Uint8Array) =>
  message(MESSAGE.sync, (encoder) => {
    encoding.writeVarUint(encoder, SYNC.update);
    encoding.writeVarUint8Array(encoder, update);
  });

export const awarenessMessage = (update: Uint8Array) =>
  message(MESSAGE.awareness, (encoder) => encoding.writeVarUint8Array(encoder, update));

export const noticeMessage = (notice: ServerNotice) => encodeNotice(notice);
