import { z } from 'zod';
import { imageId, projectId, readingId, readingMode } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A reading takes edits from now on. */
export const readingOpened = defineEvent({
  type: 'ReadingOpened',
  version: 1,
  payload: z.strictObject({ readingId, imageId, projectId, mode: readingMode }),
  describe: (p, by, name) => `${by} opened a ${p.mode} reading of ${name(p.imageId)}.`,
});
