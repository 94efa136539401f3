import type { z } from 'zod';

/** What enqueuer and worker agree on. Name, payload and policy live here; the handler lives in a worker. */
export interface JobContract<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly name: Name;
  readonly payload: Schema;
  /** Tries in all, with exponential back-off between them. */
  readonly maxAttempts: number;
  /** Lower goes first: a waiting person's click overtakes a batch. */
  readonly priority: number;
  /** Jobs of one queue run one after another. */
  readonly queue?: string | undefined;
  /** A second job with the same key, not yet started, replaces the first. */
  key(payload: z.output<Schema>): string | undefined;
}

export function defineJob<const Name extends string, Schema extends z.ZodType>(
  contract: JobContract<Name, Schema>,
): JobContract<Name, Schema> {
  return contract;
}

/** A person waits for it. */
export const PRIORITY_PERSON = -10;
export const PRIORITY_BATCH = 10;
