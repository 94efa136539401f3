import { z } from 'zod';
import { code, count, digest, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** An update broke a rule and reached nobody. */
export const updateRefused = defineEvent({
  type: 'UpdateRefused',
  version: 1,
  payload: z.strictObject({ readingId, code, updateDigest: digest, bytes: count }),
  describe: (p, by) => `An update by ${by} was refused whole: ${p.code}.`,
});
