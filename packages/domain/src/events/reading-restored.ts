import { z } from 'zod';
import { count, position, readingId, uint32 } from '../fields.ts';
import { defineEvent } from './define.ts';

/**
 * The labels became again what they were at `toPosition`: why. What was written is the operation (session, counter), which commits
 * just before, and can be undone like any other.
 */
export const readingRestored = defineEvent({
  type: 'ReadingRestored',
  version: 1,
  payload: z.strictObject({
    readingId,
    toPosition: position,
    reason: z.string().min(1).max(500),
    session: uint32,
    counter: count,
  }),
  describe: (p, by) => `${by} restored the labels of #${p.toPosition}: ${p.reason}`,
});
