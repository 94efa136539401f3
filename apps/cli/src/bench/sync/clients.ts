// Some of a benchmark's clients, in a process of their own: plain y-websocket, without fold and without our own client.
import { appendOperation, entriesOfTransaction, MESSAGE_SCHOLIA, type Operation, readNotice } from '@scholia/collab';
import { type Random, seededRandom } from '@scholia/core';
import { clampPoints, type Grid } from '@scholia/volume';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

export interface ClientsTask {
  readonly url: string;
  readonly grid: Grid;
  readonly seed: number;
  readonly strokesPerSecond: number;
  readonly clients: readonly { readonly room: string; readonly token: string }[];
}

/** When (ms since the epoch, with fractions) an operation was made, arrived at another client, or was called durable. */
export interface ClientsReport {
  readonly sent: Record<string, number>;
  readonly received: (readonly [id: string, at: number])[];
  readonly durable: Record<string, number>;
}

const now = () => performance.timeOrigin + performance.now();

class BenchClient {
  readonly #doc = new Y.Doc();
  readonly #provider: WebsocketProvider;
  readonly #report: ClientsReport;
  readonly #random: Random;
  readonly #task: ClientsTask;
  #lamport = 0;
  #position = 0n;
  #durable = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(task: ClientsTask, at: { room: string; token: string }, random: Random, report: ClientsReport) {
    this.#task = task;
    this.#random = random;
    this.#report = report;
    this.#provider = new WebsocketProvider(task.url, at.room, this.#doc, {
      disableBc: true,
      params: { token: at.token, ack: '1' },
      WebSocketPolyfill: WebSocket as never,
    });
    this.#provider.messageHandlers[MESSAGE_SCHOLIA] = (_encoder, decoder) => {
      const notice = readNotice(decoder);
      if (notice?.type === 'Committed') this.#committed(BigInt(notice.position), notice.stateVector);
    };
    this.#doc.on('afterTransaction', (transaction: Y.Transaction) => {
      const at = now();
      for (const { id, op } of entriesOfTransaction(transaction).entries) {
        this.#lamport = Math.max(this.#lamport, op.lamport);
        if (!transaction.local) this.#report.received.push([`${id.session}:${id.counter}`, at]);
      }
    });
  }

  get isReady(): boolean {
    return this.#provider.synced;
  }

  start(): void {
    const wait = (-Math.log(1 - this.#random.next()) * 1000) / this.#task.strokesPerSecond;
    this.#timer = setTimeout(() => {
      const { session, counter } = appendOperation(this.#doc, this.#stroke());
      this.#report.sent[`${session}:${counter}`] = now();
      this.start();
    }, wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  destroy(): void {
    this.#provider.destroy();
  }

  #committed(position: bigint, stateVector: string): void {
    if (position > this.#position) this.#position = position;
    const clock = Y.decodeStateVector(Buffer.from(stateVector, 'base64')).get(this.#doc.clientID) ?? 0;
    for (; this.#durable < clock; this.#durable++)
      this.#report.durable[`${this.#doc.clientID}:${this.#durable}`] = now();
  }

  #stroke(): Operation {
    const { grid } = this.#task;
    const random = this.#random;
    const start = grid.dims.map((size) => random.integer(8 * size - 8));
    const points = Array.from({ length: 30 }, (_, n) =>
      start.map((at, axis) => (axis === 2 ? at : at + 12 * n + random.integer(9) - 4)),
    );
    return {
      type: 'Stroke',
      lamport: this.#lamport + 1,
      seen: this.#position,
      layer: 'labels',
      value: 1 + random.integer(3),
      shape: { shape: 'disc', axis: 2, radiusUm: 4000, points: clampPoints(grid.dims, Int32Array.from(points.flat())) },
      policy: { mode: 'all' },
      locked: [],
    };
  }
}

// Each y-websocket provider listens for the end of the process.
process.setMaxListeners(0);
const task: ClientsTask = JSON.parse(process.argv[2]);
const random = seededRandom(task.seed);
const report: ClientsReport = { sent: {}, received: [], durable: {} };
const clients = task.clients.map((at) => new BenchClient(task, at, random, report));
process.on('message', (message: 'start' | 'stop' | 'report') => {
  if (message === 'start') for (const client of clients) client.start();
  if (message === 'stop') for (const client of clients) client.stop();
  if (message === 'report') {
    process.send?.(report, () => {
      for (const client of clients) client.destroy();
      process.exit(0);
    });
  }
});
const ready = setInterval(() => {
  if (!clients.every((client) => client.isReady)) return;
  clearInterval(ready);
  process.send?.('ready');
}, 20);
