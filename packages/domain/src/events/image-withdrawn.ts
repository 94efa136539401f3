import { z } from 'zod';
import { imageId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The image is no longer offered, trained on or predicted; what was done on it stays in the log. */
export const imageWithdrawn = defineEvent({
  type: 'ImageWithdrawn',
  version: 1,
  payload: z.strictObject({ imageId }),
  describe: (p, by, name) => `${by} withdrew the image ${name(p.imageId)}.`,
});
