import { type Auth, createAuth, type Identity, type IncomingRequest, loadSecret } from '@scholia/auth';
import { AppError, type Clock, type Random, systemClock, systemRandom } from '@scholia/core';
import { type BlobStore, connect, environment, FilesystemBlobStore, type Sql } from '@scholia/db';
import { DenialBook } from '@scholia/domain';
import { EventStore } from '@scholia/event-store';
import { projections } from '@scholia/projections';
import { z } from 'zod';
import type { ReadingGateway } from './reading-gateway.ts';
import { ProgressWire } from './segmentation/progress-wire.ts';

/** One structured line. Never names, voxels or payloads. */
export type Log = (line: Readonly<Record<string, string | number | boolean>>) => void;

/** Everything a process of Scholia works with, made once at its start. */
export interface Services {
  readonly sql: Sql;
  readonly events: EventStore;
  readonly blobs: BlobStore;
  readonly auth: Auth;
  /** How far segmentations are, from the workers to those who wait. */
  readonly progress: ProgressWire;
  /** Which denials this process has just told. */
  readonly denials: DenialBook;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: { readonly uploadBytes: number };
  /** Where browsers reach the server, without a path. */
  readonly baseUrl: string;
  /** The live documents of this process; undefined where no sync server runs. */
  gateway: ReadingGateway | undefined;
  /** Session cookie, bearer token or `?token=`; null when nobody is signed in. */
  authenticate(request: IncomingRequest): Promise<Identity | null>;
  close(): Promise<void>;
}

const Settings = z.object({
  /** Where browsers reach the server, for links and cookies. (Default: http://localhost:PORT) */
  SCHOLIA_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** (Default: 3000) */
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Signs session cookies; at least 32 characters. (Default: made at the first start, kept in the data folder) */
  SCHOLIA_SECRET: z.string().optional(),
  /** Largest upload, and largest image after decompression, MB of 1024 * 1024 bytes. (Default: 2048) */
  SCHOLIA_MAX_UPLOAD_MB: z.coerce.number().positive().max(1_000_000).default(2048),
});

export interface ServiceOverrides {
  readonly baseUrl?: string | undefined;
  readonly log?: Log | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** Name of the database connections. (Default: 'scholia') */
  readonly name?: string | undefined;
  /** Database connections at most. (Default: 10) */
  readonly connections?: number | undefined;
}

/** The one log of this installation. */
const LOG_ID = 'main';

/**
 * Composes the services from environment variables. Connects lazily: a database that is away shows at the first query.
 * Throws AppError 'bad-request' for wrong settings, 'database-unavailable' when no database is configured.
 */
export async function createServices(
  env: Readonly<Record<string, string | undefined>>,
  overrides: ServiceOverrides = {},
): Promise<Services> {
  const parsed = Settings.safeParse(env);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new AppError('bad-request', `The settings cannot be used. ${wrong.join('; ')}`);
  }
  const settings = parsed.data;
  const places = environment(env);
  const connection = places.connection();
  if (!connection) {
    throw new AppError(
      'database-unavailable',
      'No database is configured and none has been started: run `npm start`, or set DATABASE_URL.',
    );
  }
  const { clock = systemClock, random = systemRandom, log = logLine } = overrides;
  const baseUrl = overrides.baseUrl ?? settings.SCHOLIA_URL ?? `http://localhost:${settings.PORT}`;
  const secret = await loadSecret(places.dataDir, settings.SCHOLIA_SECRET);
  const sql = connect(connection.appUrl, { name: overrides.name, max: overrides.connections });
  const events = new EventStore(sql, { logId: LOG_ID, clock, random, projections });
  const progress = new ProgressWire(sql);
  const auth = createAuth({ sql, events, secret, baseUrl, clock, random, log });
  return {
    sql,
    events,
    blobs: new FilesystemBlobStore(places.blobDir),
    auth,
    progress,
    denials: new DenialBook(),
    clock,
    random,
    log,
    limits: { uploadBytes: settings.SCHOLIA_MAX_UPLOAD_MB * 1024 * 1024 },
    baseUrl,
    gateway: undefined,
    authenticate: (request) => auth.authenticate(request),
    async close() {
      await Promise.all([events.close(), progress.close()]);
      await sql.end({ timeout: 5 });
    },
  };
}

// Whoever read it may be gone, as after `kill -9` of what started this process: no reason to die, or to complain for ever.
process.stderr.on('error', () => undefined);

function logLine(line: Readonly<Record<string, string | number | boolean>>): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`);
}
