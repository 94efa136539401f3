import { z } from 'zod';

const Env = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  /** Port to listen on; 0 takes a free one. (Default: 3000) */
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Address to listen on. (Default: 127.0.0.1, this machine only) */
  HOST: z.string().default('127.0.0.1'),
  /** A sync server in a process of its own, as http://host:port. (Default: this process is the sync server) */
  SCHOLIA_SYNC_URL: z.url({ protocol: /^http$/ }).optional(),
});

export type Env = z.infer<typeof Env>;

/** The only place of this app that reads `process.env`. Throws with the names of the wrong variables. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const parsed = Env.safeParse(source);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment cannot be used. ${wrong.join('; ')}`);
}
