import type { AddressInfo } from 'node:net';
import type { Random } from '@scholia/core';
import { WebSocket, WebSocketServer } from 'ws';

/** How long a message may be kept back for the next one to overtake it, ms. */
const OVERTAKEN_MS = 15;

/** A bad network between clients and a sync server: it cuts, and while `random` is set it repeats and reorders updates. */
export class LossyProxy {
  random: Random | undefined;
  #isDown = false;
  readonly #target: string;
  readonly #server: WebSocketServer;
  readonly #links = new Set<WebSocket>();

  private constructor(target: string, server: WebSocketServer) {
    this.#target = target;
    this.#server = server;
    server.on('connection', (client, request) => this.#link(client, request.url ?? '/'));
  }

  /** `target`: ws://host:port/sync */
  static async start(target: string): Promise<LossyProxy> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new LossyProxy(target.replace('/sync', ''), server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/sync`;
  }

  /** Every connection breaks, without a farewell. */
  cut(): void {
    for (const socket of this.#links) socket.terminate();
  }

  /** As `cut`, and nobody gets through until `up`. */
  down(): void {
    this.#isDown = true;
    this.cut();
  }

  up(): void {
    this.#isDown = false;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #link(client: WebSocket, path: string): void {
    if (this.#isDown) {
      client.terminate();
      return;
    }
    const upstream = new WebSocket(this.#target + path);
    const early: Buffer[] = [];
    const toServer = this.#passage(upstream);
    const toClient = this.#passage(client);
    for (const socket of [client, upstream]) {
      this.#links.add(socket);
      socket.on('error', () => socket.terminate());
      socket.on('close', () => this.#links.delete(socket));
    }
    client.on('message', (data: Buffer) => {
      if (upstream.readyState === WebSocket.OPEN) toServer(data);
      else early.push(data);
    });
    upstream.on('open', () => {
      for (const data of early) upstream.send(data);
    });
    upstream.on('message', (data: Buffer) => toClient(data));
    client.on('close', () => upstream.terminate());
    upstream.on('close', (code, reason) => {
      if (code >= 4000 || code === 1013) client.close(code, reason);
      else client.terminate();
    });
  }

  /** One direction of one connection. */
  #passage(to: WebSocket): (data: Buffer) => void {
    let kept: Buffer | undefined;
    const send = (data: Buffer) => {
      if (to.readyState === WebSocket.OPEN) to.send(data);
    };
    const release = () => {
      if (kept) send(kept);
      kept = undefined;
    };
    return (data) => {
      const { random } = this;
      if (!random || !isUpdate(data)) {
        release();
        send(data);
        return;
      }
      if (!kept && random.integer(6) === 0) {
        kept = data;
        setTimeout(release, OVERTAKEN_MS);
        return;
      }
      send(data);
      if (random.integer(5) === 0) send(data);
      release();
    };
  }
}

/** A sync message with an update that is no answer: what a person has just done. */
function isUpdate(data: Buffer): boolean {
  return data[0] === 0 && data[1] === 2;
}
