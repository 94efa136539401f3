import { z } from 'zod';
import { message, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The reading takes edits again. It keeps its held-out flag. */
export const readingReopened = defineEvent({
  type: 'ReadingReopened',
  version: 1,
  payload: z.strictObject({ readingId, reason: message }),
  describe: (p, by) => `${by} reopened the reading: ${p.reason}`,
});
