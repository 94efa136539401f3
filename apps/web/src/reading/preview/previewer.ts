import type { PreviewOrder, PreviewOutcome, PreviewReply } from './answer-previews.ts';
import { costMs, MOST_MS, TIME_BOX_MS } from './cost.ts';
import type { PreviewTask, Reach } from './preview-task.ts';

/** What is used of a Web Worker. */
export interface PreviewWorker {
  postMessage(order: PreviewOrder, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: PreviewReply }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  terminate(): void;
}

interface Waiting {
  readonly id: number;
  readonly timeBox: ReturnType<typeof setTimeout>;
  readonly settle: (outcome: PreviewOutcome | undefined) => void;
}

/**
 * Asks a worker for one preview at a time; a newer question ends the older one. The worker stays, started and with its code
 * compiled. One that takes longer than `timeBoxMs` is ended, and no question of half that cost is taken again.
 */
export class Previewer {
  readonly #start: () => PreviewWorker;
  readonly #timeBoxMs: number;
  #mostMs = MOST_MS;
  #worker: PreviewWorker | undefined;
  #waiting: Waiting | undefined;
  #id = 0;

  constructor(start: () => PreviewWorker, { timeBoxMs = TIME_BOX_MS }: { readonly timeBoxMs?: number } = {}) {
    this.#start = start;
    this.#timeBoxMs = timeBoxMs;
  }

  /** Starts the worker for the next question, which then need not wait for that, nor for a connection. */
  prepare(): void {
    this.#started();
  }

  /** It is small enough to be worth it, on this device. */
  takes({ method, cells }: Reach): boolean {
    return costMs(method, cells) <= this.#mostMs;
  }

  /** Undefined when it was ended. The task's volumes go to the worker, and are empty here afterwards. */
  ask(task: PreviewTask): Promise<PreviewOutcome | undefined> {
    this.end();
    const id = ++this.#id;
    return new Promise((settle) => {
      const timeBox = setTimeout(() => this.#giveUp(task), this.#timeBoxMs);
      this.#waiting = { id, timeBox, settle };
      const { image, prompts, drawn } = task.given;
      const volumes = drawn ? [image, prompts, drawn] : [image, prompts];
      this.#started().postMessage(
        { id, task },
        volumes.map(({ buffer }) => buffer as ArrayBuffer),
      );
    });
  }

  /** Nobody waits any more. */
  end(): void {
    if (!this.#waiting) return;
    this.#worker?.postMessage({ id: this.#waiting.id, task: undefined }, []);
    this.#settle(undefined);
  }

  destroy(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#settle(undefined);
  }

  #started(): PreviewWorker {
    if (this.#worker) return this.#worker;
    const worker = this.#start();
    worker.addEventListener('message', ({ data: { id, outcome } }) => {
      if (id === this.#waiting?.id) this.#settle(outcome);
    });
    // Its code did not load, or it ran out of memory: the server's answer comes anyway.
    worker.addEventListener('error', () => this.#fail());
    this.#worker = worker;
    return worker;
  }

  #giveUp({ method, cells }: Reach): void {
    this.#mostMs = costMs(method, cells) / 2;
    this.#fail();
  }

  #fail(): void {
    this.#settle({ type: 'failure' });
    this.destroy();
  }

  #settle(outcome: PreviewOutcome | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!waiting) return;
    clearTimeout(waiting.timeBox);
    waiting.settle(outcome);
  }
}
