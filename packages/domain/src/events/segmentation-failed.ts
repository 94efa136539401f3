import { z } from 'zod';
import { message, plainId, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** No proposal will come for this request; the message says what to do. */
export const segmentationFailed = defineEvent({
  type: 'SegmentationFailed',
  version: 1,
  payload: z.strictObject({ requestId: plainId, readingId, message }),
  describe: (p) => `The segmentation could not be made: ${p.message}`,
});
