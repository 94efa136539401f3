import { z } from 'zod';
import { plainId, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Who asked does not wait for a proposal any more: they said so, or asked anew. */
export const segmentationCancelled = defineEvent({
  type: 'SegmentationCancelled',
  version: 1,
  payload: z.strictObject({ requestId: plainId, readingId, reason: z.enum(['cancelled', 'superseded']) }),
  describe: (p, by) =>
    p.reason === 'superseded' ? `${by} asked for a segmentation anew.` : `${by} cancelled a segmentation.`,
});
