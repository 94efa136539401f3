import { MESSAGE_BLOB, MESSAGE_SCHOLIA, type RefusalCode, readClientNotice, type ServerNotice } from '@scholia/collab';
import { AppError, ERROR_CODES, type ErrorCode } from '@scholia/core';
import * as decoding from 'lib0/decoding';
import type { RawData, WebSocket } from 'ws';
import * as Y from 'yjs';
import type { Limits } from './limits.ts';
import type { Participant, Room } from './room.ts';
import type { Identity } from './services.ts';
import { MESSAGE, noticeMessage, SYNC } from './wire.ts';

/** One socket in one reading: decodes messages for the room, and never holds more unsent bytes than the limit. */
export class Connection implements Participant {
  readonly identity: Identity;
  readonly wantsNotices: boolean;
  readonly #socket: WebSocket;
  readonly #room: Room;
  #budget: number;
  #budgetAt: number;
  #heardAt: number;
  readonly #now: () => number;
  readonly #isStillSignedIn: () => Promise<boolean>;
  readonly #limits: Limits;
  /** Bytes of the document that this client asked for, and has not read yet. */
  #documentBytes = 0;
  /** Bytes of updates that wait in the room. */
  #waitingBytes = 0;
  #isDismissed = false;

  constructor(
    socket: WebSocket,
    room: Room,
    options: {
      identity: Identity;
      /** Asks anew whether the session or token that opened this connection still counts. */
      isStillSignedIn: () => Promise<boolean>;
      wantsNotices: boolean;
      limits: Limits;
      now: () => number;
      early: readonly RawData[];
    },
  ) {
    this.#socket = socket;
    this.#room = room;
    this.identity = options.identity;
    this.wantsNotices = options.wantsNotices;
    this.#now = options.now;
    this.#isStillSignedIn = options.isStillSignedIn;
    this.#limits = options.limits;
    this.#budget = options.limits.messagesPerSecond * 10;
    this.#budgetAt = this.#heardAt = options.now();
    socket.on('pong', () => {
      this.#heardAt = this.#now();
    });
    socket.on('message', (data: RawData) => this.#receive(data));
    socket.on('close', () => room.leave(this));
    room.join(this);
    for (const data of options.early) this.#receive(data);
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** True after a refusal or a lost commit: what this client says next builds on what is not there. */
  get isDismissed(): boolean {
    return this.#isDismissed;
  }

  send(message: Uint8Array): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > this.#limits.outgoingBytes + this.#documentBytes) {
      // A farewell would only queue behind the rest. The client reconnects and catches up.
      this.#socket.terminate();
      return;
    }
    this.#socket.send(message);
  }

  /** The answer to a sync step 1: as large as the reading, so it may take its time, but once at a time. */
  sendDocument(message: Uint8Array): void {
    if (!this.isOpen) return;
    if (this.#documentBytes > this.#limits.outgoingBytes) {
      this.#socket.terminate();
      return;
    }
    this.#documentBytes += message.length;
    this.#socket.send(message, () => {
      this.#documentBytes -= message.length;
    });
  }

  notify(notice: ServerNotice): void {
    if (this.wantsNotices) this.send(noticeMessage(notice));
  }

  taken(bytes: number): void {
    this.#waitingBytes -= bytes;
    if (this.#waitingBytes <= this.#limits.incomingBytes) this.#socket.resume();
  }

  /** Its notice has gone to everybody who asked for notices. */
  committed(): void {}

  /** The client comes back and sends again. */
  abandoned(): void {
    this.#isDismissed = true;
    this.close('database-unavailable');
  }

  /** Tells the client which rule its update broke, then ends the connection: its document can no longer be merged. */
  refuse(code: RefusalCode, message: string): void {
    this.#isDismissed = true;
    this.notify({ type: 'Refused', code, message });
    this.close(refusalError(code));
  }

  close(code: ErrorCode): void {
    this.#socket.close(ERROR_CODES[code].close, code);
  }

  /** Pings; ends a connection that has been silent for too long, or whose session has ended since it was opened. */
  heartbeat(): void {
    if (this.#now() - this.#heardAt > this.#limits.silenceMs) this.#socket.terminate();
    else if (this.isOpen) {
      this.#socket.ping();
      void this.reviewSession();
    }
  }

  /** Ends the connection when what opened it no longer counts. */
  async reviewSession(): Promise<void> {
    // While the database is away nothing can be known, and nothing can be written either.
    const isSignedIn = await this.#isStillSignedIn().catch(() => true);
    if (!isSignedIn) this.close('not-signed-in');
  }

  #receive(data: RawData): void {
    this.#heardAt = this.#now();
    if (!this.#withinRate()) {
      this.close('rate-limited');
      return;
    }
    try {
      this.#dispatch(toBytes(data));
    } catch (error) {
      this.close(error instanceof AppError ? error.code : 'bad-request');
    }
  }

  /** Asks the room for what a state vector lacks. Throws on other bytes: in the room they would be everybody's trouble. */
  #request(stateVector: Uint8Array): void {
    Y.decodeStateVector(stateVector);
    this.#room.requested(this, stateVector);
  }

  /** Hands an update to the room. While too much of this client waits there, nothing more is read from it. */
  #hold(update: Uint8Array): void {
    this.#wait(update);
    this.#room.received(this, update);
  }

  #wait(bytes: Uint8Array): void {
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > this.#limits.incomingBytes) this.#socket.pause();
  }

  #holdBlob(bytes: Uint8Array): void {
    this.#wait(bytes);
    this.#room.receivedBlob(this, bytes);
  }

  #withinRate(): boolean {
    const now = this.#now();
    const { messagesPerSecond } = this.#limits;
    const refill = ((now - this.#budgetAt) / 1000) * messagesPerSecond;
    this.#budget = Math.min(messagesPerSecond * 10, this.#budget + refill) - 1;
    this.#budgetAt = now;
    return this.#budget >= 0;
  }

  #dispatch(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes);
    switch (decoding.readVarUint(decoder)) {
      case MESSAGE.sync: {
        const step = decoding.readVarUint(decoder);
        const body = decoding.readVarUint8Array(decoder);
        if (step === SYNC.step1) this.#request(body);
        else if (step === SYNC.step2 || step === SYNC.update) this.#hold(body);
        else throw new AppError('bad-request', 'unknown sync step');
        return;
      }
      case MESSAGE.awareness:
        this.#room.present(this, decoding.readVarUint8Array(decoder));
        return;
      case MESSAGE.queryAwareness:
        this.#room.introduce(this);
        return;
      case MESSAGE_BLOB:
        this.#holdBlob(decoding.readVarUint8Array(decoder).slice());
        return;
      case MESSAGE_SCHOLIA: {
        const notice = readClientNotice(decoder);
        if (notice) this.#room.diverged(this, notice.position, notice.digest);
        return;
      }
      default:
        throw new AppError('bad-request', 'unknown message type');
    }
  }
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  return data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.length);
}

/** How a refusal of an update appears at the boundary. */
export function refusalError(code: RefusalCode): ErrorCode {
  if (code === 'reading-closed' || code === 'rate-limited') return code;
  return code === 'read-only' || code === 'not-permitted' ? 'not-permitted' : 'update-refused';
}
