import { z } from 'zod';
import { finite, imageId, modelId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The order in which unlabelled images are offered, first to last. */
export const queueRanked = defineEvent({
  type: 'QueueRanked',
  version: 1,
  payload: z.strictObject({ projectId, modelId, order: z.array(z.strictObject({ imageId, uncertainty: finite })) }),
  describe: (p) => `The queue was re-ordered: ${p.order.length} images, most uncertain first.`,
});
