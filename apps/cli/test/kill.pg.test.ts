import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { decodeOperation, Fold, type OperationEntry, ReadingClient } from '@scholia/collab';
import { fromBase64, type Random, type ReadingId, seededRandom } from '@scholia/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { SyncInstallation } from '../src/bench/sync/installation.ts';
import { randomStroke } from './random-stroke.ts';

// Real processes, killed while people paint. `npm run test:soak` plays many more rounds, from a seed that it prints.
const ROUNDS = Number(process.env.SCHOLIA_SOAK_ROUNDS ?? 8);
const SEED = Number(process.env.SCHOLIA_SOAK_SEED ?? 20_261);
const PAINTERS = 3;

vi.setConfig({ testTimeout: 30_000 + 20_000 * ROUNDS, hookTimeout: 120_000 });

let installation: SyncInstallation;
beforeAll(async () => {
  installation = await SyncInstallation.start();
});
afterAll(() => installation?.close());

/** A socket that says some things twice, as a network that loses acknowledgements makes others do. */
function repeatingSocket(random: Random, sockets: WebSocket[]) {
  return class extends WebSocket {
    constructor(address: string) {
      super(address);
      sockets.push(this);
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      super.send(data);
      if (this.readyState === WebSocket.OPEN && random.next() < 0.2) super.send(data);
    }
  };
}

/** A reader who remembers which of its operations it was told are saved. */
class Painter {
  readonly client: ReadingClient;
  readonly #random: Random;
  readonly #sockets: readonly WebSocket[];
  readonly #made: string[] = [];
  #saved = 0;

  private constructor(client: ReadingClient, random: Random, sockets: readonly WebSocket[]) {
    this.client = client;
    this.#sockets = sockets;
    this.#random = random;
    client.on('state', ({ unsaved }) => {
      this.#saved = Math.max(this.#saved, this.#made.length - unsaved);
    });
  }

  static async join(readingId: ReadingId, seed: number): Promise<Painter> {
    const random = seededRandom(seed);
    const { userId, token } = await installation.newReader();
    const sockets: WebSocket[] = [];
    const client = new ReadingClient({
      url: installation.url,
      token,
      userId,
      readingId,
      grid: installation.grid,
      persistence: 'none',
      fetchBlob: () => Promise.reject(new Error('no blobs here')),
      WebSocketPolyfill: repeatingSocket(random, sockets) as never,
    });
    await until('live', () => client.state.connection === 'live' && client.state.writable);
    return new Painter(client, random, sockets);
  }

  /** One edit: mostly a stroke, sometimes undo or redo. */
  paint(): void {
    const before = this.#random.next();
    if (before < 0.1) this.#note(this.client.undo() && 'marker');
    else if (before < 0.15) this.#note(this.client.redo() && 'marker');
    else {
      const { session, counter } = this.client.stroke(...randomStroke(installation.grid, this.#random));
      this.#note(`${session}:${counter}`);
    }
  }

  /** The network is gone, without a farewell. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  get made(): string[] {
    return this.#made.filter((id) => id !== 'marker');
  }

  get saved(): string[] {
    return this.#made.slice(0, this.#saved).filter((id) => id !== 'marker');
  }

  #note(made: string | undefined): void {
    if (made) this.#made.push(made);
  }
}

async function until(what: string, condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(10);
  }
}

async function logOf(readingId: ReadingId): Promise<OperationEntry[]> {
  const events = await installation.services.events.read({
    after: 0n,
    limit: 1_000_000,
    readingId,
    types: ['OperationCommitted'],
  });
  return events.map((event) => {
    if (event.type !== 'OperationCommitted') throw new Error('it was asked for by type');
    const { session, counter, bytes } = event.payload;
    return { id: { session, counter }, op: decodeOperation(fromBase64(bytes)) };
  });
}

const FAULTS: Record<
  string,
  (killed: { readonly tab: ChildProcess; readonly painters: readonly Painter[] }) => Promise<void>
> = {
  async 'sync server'() {
    await installation.killServer();
    await installation.startServer();
  },
  async postgres() {
    installation.killPostgres();
    await installation.startPostgres();
  },
  async tab({ tab }) {
    tab.kill('SIGKILL');
  },
  async network({ painters }) {
    for (const painter of painters) painter.cut();
  },
};

function openTab(readingId: ReadingId, reader: { userId: string; token: string }, seed: number) {
  const script = fileURLToPath(new URL('painting-client.ts', import.meta.url));
  const { url, grid } = installation;
  const options = JSON.stringify({ url, grid, readingId, seed, ...reader });
  const tab = spawn(
    process.execPath,
    ['--import', import.meta.resolve('@scholia/tooling/typescript'), script, options],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const saved: string[] = [];
  createInterface({ input: tab.stdout }).on('line', (line) => saved.push(line));
  return { tab, saved };
}

describe('whatever is killed in the middle of strokes', () => {
  const names = Object.keys(FAULTS);
  for (let round = 0; round < ROUNDS; round++) {
    const fault = names[round % names.length];
    it(`round ${round + 1}, ${fault}: nothing acknowledged is lost, nothing is there twice, all agree`, async () => {
      const random = seededRandom(SEED + round);
      const readingId = await installation.newReading();
      const { tab, saved } = openTab(readingId, await installation.newReader(), SEED + 1000 * round);
      const painters = await Promise.all(
        Array.from({ length: PAINTERS }, (_, n) => Painter.join(readingId, SEED + 100 * round + n)),
      );
      await until('the tab paints', () => saved.length > 0);
      let isPainting = true;
      const painting = (async () => {
        while (isPainting) {
          painters[random.integer(PAINTERS)].paint();
          await sleep(random.integer(12));
        }
      })();
      await sleep(100 + random.integer(400));
      await FAULTS[fault]({ tab, painters });
      await sleep(300);
      tab.kill('SIGKILL');
      isPainting = false;
      await painting;
      await until('all is saved', () =>
        painters.every(({ client }) => client.state.connection === 'live' && client.state.unsaved === 0),
      );
      const log = await logOf(readingId);
      const ids = log.map(({ id }) => `${id.session}:${id.counter}`);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(saved));
      for (const painter of painters) {
        expect(painter.client.setAside).toEqual([]);
        expect(painter.saved.length).toBe(painter.made.length);
        expect(ids).toEqual(expect.arrayContaining(painter.made));
      }
      const fold = new Fold(installation.grid);
      fold.apply(log);
      await until('all have all', () => painters.every(({ client }) => client.fold.operations.length === ids.length));
      for (const { client } of painters) expect(client.fold.digest()).toBe(fold.digest());
      await Promise.all(painters.map(({ client }) => client.destroy()));
    });
  }
});
