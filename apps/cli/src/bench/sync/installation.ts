import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createServices, type Services } from '@scholia/api/services';
import {
  digestOf,
  type ImageId,
  type ProjectId,
  type ReadingId,
  systemClock,
  systemRandom,
  type UserId,
  utf8ToBytes,
  uuidV7,
} from '@scholia/core';
import { destroyCluster, type EmbeddedPostgres, freePort, startEmbeddedPostgres } from '@scholia/db';
import { type NewEvent, streams } from '@scholia/domain';
import type { Grid } from '@scholia/volume';
import { migrateAll } from '../../start/database.ts';

const BIN = fileURLToPath(new URL('../../../bin/scholia.mjs', import.meta.url));
const actor = { type: 'system', name: 'bench' } as const;
const newId = <Id extends string>() => uuidV7(systemClock(), systemRandom) as Id;

/** A person who may edit every reading here. */
export interface Reader {
  readonly userId: UserId;
  readonly token: string;
}

/**
 * A sync server in a process of its own, on a Postgres of its own with fsync: what can be measured, and killed, without
 * harm to anything else. The image of its readings has a size, but no voxels.
 */
export class SyncInstallation {
  readonly grid: Grid;
  readonly url: string;
  readonly services: Services;
  readonly folder: string;
  readonly #port: number;
  readonly #projectId = newId<ProjectId>();
  #postgres: EmbeddedPostgres;
  #server: ChildProcess | undefined;
  #people = 0;

  private constructor(grid: Grid, folder: string, port: number, postgres: EmbeddedPostgres, services: Services) {
    this.grid = grid;
    this.folder = folder;
    this.#port = port;
    this.#postgres = postgres;
    this.services = services;
    this.url = `ws://127.0.0.1:${port}/sync`;
  }

  static async start(grid: Grid = { dims: [256, 256, 120], spacingUm: [1000, 1000, 1500] }): Promise<SyncInstallation> {
    const folder = await mkdtemp(join(tmpdir(), 'scholia-sync-'));
    await chmod(folder, 0o755);
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
    await migrateAll(postgres);
    const environment = { DATABASE_URL: postgres.appUrl, SCHOLIA_DATA_DIR: folder };
    const services = await createServices(environment, { log: () => undefined, baseUrl: 'http://scholia.test' });
    const installation = new SyncInstallation(grid, folder, await freePort(), postgres, services);
    await installation.#found();
    await installation.startServer();
    return installation;
  }

  get serverPid(): number | undefined {
    return this.#server?.pid;
  }

  async startServer(): Promise<void> {
    const server = spawn(process.execPath, [BIN, 'sync'], {
      env: {
        ...process.env,
        DATABASE_URL: this.#postgres.appUrl,
        SCHOLIA_DATA_DIR: this.folder,
        HOST: '127.0.0.1',
        PORT: String(this.#port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      for (const stream of [server.stdout, server.stderr])
        createInterface({ input: stream }).on('line', (line) => {
          if (line.includes('sync-listening')) resolve();
        });
      server.once('exit', (code) => reject(new Error(`the sync server ended with ${code}`)));
    });
  }

  async killServer(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }

  killPostgres(): void {
    process.kill(this.#postgres.pid, 'SIGKILL');
  }

  async startPostgres(): Promise<void> {
    this.#postgres = await startEmbeddedPostgres({ dataDir: join(this.folder, 'postgres') });
  }

  /** An open reading of an image of its own. */
  async newReading(): Promise<ReadingId> {
    const readingId = newId<ReadingId>();
    const projectId = this.#projectId;
    const imageId = newId<ImageId>();
    await this.#append(streams.image(imageId), {
      type: 'ImageImported',
      actor,
      payload: {
        imageId,
        projectId,
        name: imageId,
        blob: digestOf(utf8ToBytes(imageId)),
        bytes: 0,
        dims: [...this.grid.dims],
        spacingUm: [...this.grid.spacingUm],
        affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 1],
        dtype: 'int16',
        volumeIndex: null,
        intensity: { min: 0, max: 1, mean: 0.5, sd: 0.1, p01: 0, p99: 1 },
      },
    });
    const scope = { readingId, imageId, projectId };
    const payload = { ...scope, mode: 'collaborative' } as const;
    await this.#append(streams.reading(readingId), { type: 'ReadingOpened', actor, payload, ...scope });
    return readingId;
  }

  async newReader(): Promise<Reader> {
    const { auth, events } = this.services;
    const name = `reader-${++this.#people}`;
    const { result } = await events.transact(async (tx) => {
      const userId = await auth.addUser(tx, { email: `${name}@example.org`, name, isAdmin: false }, actor);
      const payload = { projectId: this.#projectId, userId, role: 'annotator' } as const;
      tx.append({ streamId: streams.project(this.#projectId), events: [{ type: 'RoleGranted', actor, payload }] });
      const { token } = await auth.createToken(tx, { userId, name: 'bench' }, actor);
      return { userId, token };
    });
    return result;
  }

  async close(): Promise<void> {
    await this.killServer();
    await this.services.close();
    await this.#postgres.stop();
    await destroyCluster(join(this.folder, 'postgres'));
    await rm(this.folder, { recursive: true, force: true });
  }

  async #found(): Promise<void> {
    const projectId = this.#projectId;
    const labels = [1, 2, 3, 4, 5, 6].map((value) => ({ value, name: `label ${value}`, color: '#4477aa' }));
    await this.#append(streams.project(projectId), {
      type: 'ProjectCreated',
      actor,
      payload: { projectId, name: 'Bench', labels },
    });
  }

  async #append(streamId: string, event: NewEvent): Promise<void> {
    await this.services.events.transact(async (tx) => tx.append({ streamId, events: [event] }));
  }
}
