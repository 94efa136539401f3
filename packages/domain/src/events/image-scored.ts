import { z } from 'zod';
import { count, finite, imageId, modelId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** How unsure a model is about an image; the queue is ordered by it. */
export const imageScored = defineEvent({
  type: 'ImageScored',
  version: 1,
  payload: z.strictObject({ imageId, projectId, modelId, uncertainty: finite, passes: count }),
  describe: (p, _by, name) => `${name(p.modelId)} scored ${name(p.imageId)}: uncertainty ${p.uncertainty.toFixed(3)}.`,
});
