import {
  decodeNotice,
  encodeOperation,
  OPS,
  type Operation,
  type ServerNotice,
  type StrokeOperation,
} from '@scholia/collab';
import type { UserId } from '@scholia/core';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { MESSAGE, SYNC, syncUpdate } from '../src/wire.ts';
import { dot, until, type World } from './world.ts';

/** A y-websocket client that knows no rules: it says what it is told to, and keeps what it hears. */
export class RawClient {
  /** What the server has sent. */
  readonly doc = new Y.Doc();
  readonly notices: ServerNotice[] = [];
  /** Updates that the server relayed: of others, and without having been asked. */
  readonly relayed: Uint8Array[] = [];
  /** The close code, once the server has closed. */
  code: number | undefined;
  readonly #socket: WebSocket;
  /** Answers to `ask`. */
  readonly #answers: Uint8Array[] = [];
  #presences = 0;

  constructor(url: string, readingId: string, token: UserId) {
    this.#socket = new WebSocket(`${url}/${readingId}?ack=1&token=${token}`);
    this.#socket.on('message', (data: Buffer) => this.#receive(new Uint8Array(data)));
    this.#socket.on('close', (code) => {
      this.code = code;
    });
    this.#socket.on('error', () => this.#socket.terminate());
  }

  /** Connected, and with the whole document. */
  static async join(world: World, process: { readonly url: string }, token: UserId): Promise<RawClient> {
    const client = new RawClient(process.url, world.readingId, token);
    await until('in', () => client.notices.length > 0 || client.code !== undefined);
    await client.ask();
    return client;
  }

  get refusals(): string[] {
    return this.notices.flatMap((notice) => (notice.type === 'Refused' ? [notice.code] : []));
  }

  say(message: Uint8Array): void {
    this.#socket.send(message);
  }

  send(update: Uint8Array): void {
    this.say(syncUpdate(update));
  }

  /**
   * Asks for the document, and waits for the answer or the end of the connection. Since a room takes its inputs in their
   * order, all that was sent before has been judged then. Returns the answer, undefined at the end of the connection.
   */
  async ask(): Promise<Uint8Array | undefined> {
    const answers = this.#answers.length;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE.sync);
    encoding.writeVarUint(encoder, SYNC.step1);
    encoding.writeVarUint8Array(encoder, Y.encodeStateVector(this.doc));
    this.say(encoding.toUint8Array(encoder));
    await until('an answer', () => this.#answers.length > answers || this.code !== undefined);
    return this.#answers[answers];
  }

  /** Until the server has taken in all that was sent, judged or not: it answers this question at once. */
  async heard(): Promise<void> {
    const before = this.#presences;
    this.say(Uint8Array.of(MESSAGE.queryAwareness));
    await until('heard', () => this.#presences > before || this.code !== undefined);
  }

  async closed(): Promise<number | undefined> {
    await until('closed', () => this.code !== undefined);
    return this.code;
  }

  close(): void {
    this.#socket.terminate();
  }

  #receive(message: Uint8Array): void {
    const notice = decodeNotice(message);
    if (notice) this.notices.push(notice);
    const decoder = decoding.createDecoder(message);
    const type = decoding.readVarUint(decoder);
    if (type === MESSAGE.awareness) this.#presences++;
    if (type !== MESSAGE.sync) return;
    const step = decoding.readVarUint(decoder);
    if (step === SYNC.step1) return;
    const update = decoding.readVarUint8Array(decoder);
    (step === SYNC.update ? this.relayed : this.#answers).push(update);
    Y.applyUpdate(this.doc, update);
  }
}

/** A copy of a document that writes under this session. */
export function copyOf(doc: Y.Doc, session?: number): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  if (session !== undefined) copy.clientID = session;
  return copy;
}

/** What a change of a copy of the document gives to send. */
export function changeOf(doc: Y.Doc, session: number | undefined, change: (copy: Y.Doc) => void): Uint8Array {
  const copy = copyOf(doc, session);
  change(copy);
  return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc));
}

/** Appends without the checks of a client: operations, or the bytes of some. */
export function push(doc: Y.Doc, ...operations: readonly (Operation | Uint8Array)[]): void {
  for (const op of operations) doc.getArray(OPS).push([op instanceof Uint8Array ? op : encodeOperation(op)]);
}

/** A disc of label 1 inside of the image of `World`. */
export function strokeOp(lamport: number, changes: Partial<StrokeOperation> = {}): StrokeOperation {
  return {
    type: 'Stroke',
    lamport,
    seen: 0n,
    layer: 'labels',
    value: 1,
    shape: dot(50, 40),
    policy: { mode: 'all' },
    locked: [],
    ...changes,
  };
}
