import { z } from 'zod';

const Env = z.object({
  /** How long one run may train, seconds. (Default: 120) */
  SCHOLIA_TRAINING_SECONDS: z.coerce.number().positive().default(120),
});

/** The only place of this worker that reads `process.env`. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): z.output<typeof Env> {
  return Env.parse(source);
}
