import { join } from 'node:path';
import { AppError } from '@scholia/core';
import { environment } from '@scholia/db';
import { z } from 'zod';

const Settings = z.object({
  /** Folder of the signing key and of the last checkpoint, outside of the database. (Default: notary in the data folder) */
  SCHOLIA_NOTARY_DIR: z.string().min(1).optional(),
  /** RFC 3161 time stamping authority. (Default: none) */
  SCHOLIA_TSA_URL: z
    .url({ protocol: /^https?$/ })
    .or(z.literal(''))
    .optional(),
  /** At most so often, seconds. (Default: an hour) */
  SCHOLIA_TSA_SECONDS: z.coerce.number().positive().default(3600),
  /** Sign when so many events are unsigned ... (Default: 1000) */
  SCHOLIA_CHECKPOINT_EVENTS: z.coerce.number().int().positive().default(1000),
  /** ... or one has been for so long, seconds. (Default: 60) */
  SCHOLIA_CHECKPOINT_SECONDS: z.coerce.number().nonnegative().default(60),
});

export interface NotarySettings {
  readonly folder: string;
  readonly tsa: { readonly url: string; readonly everyMs: number } | undefined;
  readonly checkpointEvents: number;
  readonly checkpointMs: number;
}

/** Errors: 'bad-request' naming the wrong variable. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): NotarySettings {
  const parsed = Settings.safeParse(env);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new AppError('bad-request', `The notary's settings cannot be used. ${wrong.join('; ')}`);
  }
  const { SCHOLIA_TSA_URL: url, SCHOLIA_TSA_SECONDS, SCHOLIA_NOTARY_DIR, ...checkpoint } = parsed.data;
  return {
    folder: SCHOLIA_NOTARY_DIR ?? join(environment(env).dataDir, 'notary'),
    tsa: url ? { url, everyMs: 1000 * SCHOLIA_TSA_SECONDS } : undefined,
    checkpointEvents: checkpoint.SCHOLIA_CHECKPOINT_EVENTS,
    checkpointMs: 1000 * checkpoint.SCHOLIA_CHECKPOINT_SECONDS,
  };
}
