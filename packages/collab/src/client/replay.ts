import * as Y from 'yjs';
import type { OperationId } from '../operation.ts';

/** An operation of the fresh document, and the Yjs update that holds it and nothing else. */
export interface HeldOperation {
  readonly id: OperationId;
  readonly update: Uint8Array;
}

/** Operations in one update at most: merging takes time with the square of their number. */
const MOST = 1024;

/**
 * Sends the operations of a fresh document after a refusal, a few at a time, each time waiting until the server has them.
 * A refusal then points at the few, and halving their number (see `recoveryPlan`) finds the one that is not permitted.
 */
export class Replay {
  readonly #queue: HeldOperation[] = [];
  readonly #send: (update: Uint8Array) => void;
  readonly #onDone: () => void;
  #size: number;
  #inFlight: HeldOperation[] = [];
  #isDone = false;

  constructor(options: {
    size: number;
    send: (update: Uint8Array) => void;
    onDone: () => void;
  }) {
    this.#size = Math.max(1, options.size);
    this.#send = options.send;
    this.#onDone = options.onDone;
  }

  get inFlight(): readonly HeldOperation[] {
    return this.#inFlight;
  }

  /** An operation to send, or an edit made meanwhile: it waits for its turn. */
  add(held: HeldOperation): void {
    this.#queue.push(held);
  }

  start(): void {
    this.#next();
  }

  /** After a reconnect: what the server does not have was lost on the way, and is sent again. */
  handshake(clockOf: (session: number) => number): void {
    const lost = this.#inFlight.filter(({ id }) => id.counter >= clockOf(id.session));
    this.#queue.unshift(...lost);
    this.#inFlight = [];
    this.#next();
  }

  /** More is durable. When all that was sent is, the next lot is twice as large. */
  committed(covers: (id: OperationId) => boolean): void {
    if (this.#isDone || this.#inFlight.some(({ id }) => !covers(id))) return;
    if (this.#inFlight.length > 0) this.#size = Math.min(MOST, 2 * this.#size);
    this.#inFlight = [];
    this.#next();
  }

  #next(): void {
    if (this.#isDone) return;
    this.#inFlight = this.#queue.splice(0, this.#size);
    if (this.#inFlight.length > 0) this.#send(Y.mergeUpdates(this.#inFlight.map(({ update }) => update)));
    else {
      this.#isDone = true;
      this.#onDone();
    }
  }
}
