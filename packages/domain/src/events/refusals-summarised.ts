import { z } from 'zod';
import { code, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Refused updates of one person in a minute, beyond those that have an `UpdateRefused` event each. */
export const refusalsSummarised = defineEvent({
  type: 'RefusalsSummarised',
  version: 1,
  payload: z.strictObject({ readingId, count: z.int().min(1), codes: z.record(code, z.int().min(1)) }),
  describe: (p, by) => `${p.count} more updates by ${by} were refused: ${Object.keys(p.codes).sort().join(', ')}.`,
});
