import { AppError } from '@scholia/core';
import { DEMO_CASES } from '@scholia/demo';
import { z } from 'zod';

const Env = z.object({
  /** Where the web server listens; 0 takes a free port. (Default: 3000) */
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** (Default: 127.0.0.1, this machine only) */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Images in the demo project of a first start, 0 for none. (Default: 24) */
  SCHOLIA_DEMO_IMAGES: z.coerce.number().int().min(0).max(DEMO_CASES).default(DEMO_CASES),
  /** As the owner of the tables; only what migrates needs it. (Default: DATABASE_URL) */
  DATABASE_OWNER_URL: z.string().optional(),
});

export type Env = z.output<typeof Env>;

/** The only reader of `process.env` in the command line's own code. Throws AppError 'bad-request' that names the wrong variables. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const parsed = Env.safeParse(source);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new AppError('bad-request', `The environment cannot be used. ${wrong.join('; ')}`);
}
