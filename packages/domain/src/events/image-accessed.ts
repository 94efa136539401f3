import { z } from 'zod';
import { imageId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Somebody fetched the image's voxels: told once a day for each person and image, since a viewer fetches them at each opening. */
export const imageAccessed = defineEvent({
  type: 'ImageAccessed',
  version: 1,
  payload: z.strictObject({ imageId, projectId }),
  describe: (p, by, name) => `${by} fetched the image ${name(p.imageId)}.`,
});
