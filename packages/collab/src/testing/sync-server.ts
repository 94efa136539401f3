import { type Digest, digestOf, type UserId } from '@scholia/core';
import type { Grid } from '@scholia/volume';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { type WebSocket, WebSocketServer } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { checkUpdate } from '../check-update.ts';
import {
  type ClientNotice,
  committedNotice,
  encodeNotice,
  MESSAGE_BLOB,
  MESSAGE_SCHOLIA,
  readClientNotice,
  type ServerNotice,
} from '../notice.ts';
import type { OperationEntry } from '../operation.ts';
import { idText } from '../order.ts';

/** Whose connection it is comes from ?token=. */
interface Peer {
  readonly socket: WebSocket;
  readonly user: UserId;
}

/**
 * The smallest server that keeps the contract of the wire, in memory, for tests of the client: judges each update with
 * `checkUpdate`, "commits" it, answers with notices, relays. `hold()` delays commits until `release()`.
 */
export class TestSyncServer {
  readonly doc = new Y.Doc();
  readonly committed: OperationEntry[] = [];
  readonly refusals: string[] = [];
  /** What clients have sent as blobs. */
  readonly blobs = new Map<Digest, Uint8Array>();
  /** What clients have told. */
  readonly reports: ClientNotice[] = [];
  /** Called before an update is judged; a code refuses it. */
  refuse: (entries: readonly OperationEntry[]) => ServerNotice | undefined = () => undefined;
  readonly #owners = new Map<number, UserId>();
  readonly #peers = new Set<Peer>();
  readonly #server: WebSocketServer;
  readonly #grid: Grid;
  #position = 0n;
  #held: (() => void)[] | undefined;

  private constructor(grid: Grid, server: WebSocketServer) {
    this.#grid = grid;
    this.#server = server;
    this.doc.getArray('ops');
    server.on('connection', (socket, request) => {
      const token = new URL(request.url ?? '/', 'ws://localhost').searchParams.get('token') ?? '';
      this.#welcome({ socket, user: token as UserId });
    });
  }

  static async start(grid: Grid): Promise<TestSyncServer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new TestSyncServer(grid, server);
  }

  get url(): string {
    const address = this.#server.address();
    return `ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  /** From now on updates are judged and applied, but neither acknowledged nor relayed. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const due = this.#held ?? [];
    this.#held = undefined;
    for (const act of due) act();
  }

  disconnectAll(code = 1012): void {
    for (const { socket } of this.#peers) socket.close(code, 'test');
  }

  broadcast(notice: ServerNotice): void {
    for (const peer of this.#peers) peer.socket.send(encodeNotice(notice));
  }

  async stop(): Promise<void> {
    for (const { socket } of this.#peers) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #welcome(peer: Peer): void {
    this.#peers.add(peer);
    peer.socket.binaryType = 'nodebuffer';
    peer.socket.on('message', (data: Buffer) => this.#receive(peer, new Uint8Array(data)));
    peer.socket.on('close', () => this.#peers.delete(peer));
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0);
    syncProtocol.writeSyncStep1(encoder, this.doc);
    peer.socket.send(encoding.toUint8Array(encoder));
  }

  #receive(peer: Peer, message: Uint8Array): void {
    const decoder = decoding.createDecoder(message);
    const type = decoding.readVarUint(decoder);
    if (type === MESSAGE_SCHOLIA) {
      const report = readClientNotice(decoder);
      if (report) this.reports.push(report);
      return;
    }
    if (type === MESSAGE_BLOB) {
      const bytes = decoding.readVarUint8Array(decoder).slice();
      this.blobs.set(digestOf(bytes), bytes);
      return;
    }
    if (type !== 0) {
      for (const other of this.#peers) other.socket.send(message);
      return;
    }
    if (decoding.readVarUint(decoder) === syncProtocol.messageYjsSyncStep1) {
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, 0);
      syncProtocol.writeSyncStep2(encoder, this.doc, decoding.readVarUint8Array(decoder));
      peer.socket.send(encoding.toUint8Array(encoder));
      peer.socket.send(encodeNotice(committedNotice(this.#position, this.doc)));
    } else this.#update(peer, decoding.readVarUint8Array(decoder));
  }

  #update(peer: Peer, update: Uint8Array): void {
    const byId = new Map(this.committed.map((entry) => [idText(entry.id), entry]));
    const verdict = checkUpdate(update, {
      doc: this.doc,
      grid: this.#grid,
      labelValues: new Set([1, 2, 3]),
      highestLamport: Math.max(0, ...this.committed.map(({ op }) => op.lamport)),
      lastLamportOf: (session) =>
        Math.max(0, ...this.committed.filter(({ id }) => id.session === session).map(({ op }) => op.lamport)),
      ownerOf: (session) => this.#owners.get(session),
      user: peer.user,
      ownerOfOperation: (id) => byId.get(idText(id))?.author as UserId | undefined,
      patchBlob: (digest) => this.blobs.has(digest),
      proposal: () => undefined,
      mayUndoOthers: false,
      mayImport: (_digest: Digest) => true,
      mayRestore: false,
      maxOperationBytes: 10_000,
    });
    if (verdict.type === 'Nothing') return;
    const refusal: ServerNotice | undefined = verdict.type === 'Refused' ? verdict : this.refuse(verdict.entries);
    if (refusal || verdict.type === 'Refused') {
      if (refusal?.type === 'Refused') this.refusals.push(refusal.code);
      if (refusal) peer.socket.send(encodeNotice(refusal));
      return;
    }
    for (const entry of verdict.entries) {
      this.#owners.set(entry.id.session, peer.user);
      this.committed.push({ id: entry.id, op: entry.op, author: peer.user });
    }
    Y.applyUpdate(this.doc, verdict.novel);
    this.#position += BigInt(verdict.entries.length);
    const notice = committedNotice(this.#position, this.doc);
    const commit = () => {
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, 0);
      syncProtocol.writeUpdate(encoder, verdict.novel);
      for (const other of this.#peers) {
        if (other !== peer) other.socket.send(encoding.toUint8Array(encoder));
        other.socket.send(encodeNotice(notice));
      }
    };
    if (this.#held) this.#held.push(commit);
    else commit();
  }
}
