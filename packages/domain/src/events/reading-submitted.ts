import { z } from 'zod';
import { digest, imageId, position, projectId, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The reading takes no more edits. `labelDigest` is the digest of the fold of all its operations up to `upToPosition`. */
export const readingSubmitted = defineEvent({
  type: 'ReadingSubmitted',
  version: 1,
  payload: z.strictObject({
    readingId,
    imageId,
    projectId,
    labelDigest: digest,
    labelBlob: digest,
    upToPosition: position,
    heldOut: z.boolean(),
  }),
  describe: (p, by, name) =>
    `${by} submitted the reading of ${name(p.imageId)}${p.heldOut ? ', held out to measure models' : ''}.`,
});
