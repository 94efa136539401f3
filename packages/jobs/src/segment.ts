import { z } from 'zod';
import { defineJob, PRIORITY_PERSON } from './contract.ts';

/** Scribbles and image to a proposal. Everything that it needs is in the SegmentationRequested event. */
export const segment = defineJob({
  name: 'segment',
  payload: z.strictObject({ requestId: z.uuid() }),
  maxAttempts: 3,
  priority: PRIORITY_PERSON,
  key: ({ requestId }) => `segment:${requestId}`,
});
