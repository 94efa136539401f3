import { z } from 'zod';
import { digest, imageId, position, projectId, readingId, shortText } from '../fields.ts';
import { confirmation, signingStage, statement } from '../signing.ts';
import { defineEvent } from './define.ts';

/**
 * The actor confirmed who they are and put their name to the labels with this digest, the fold of all operations up to
 * `upToPosition`. `text` is what they read and agreed to.
 */
export const readingSigned = defineEvent({
  type: 'ReadingSigned',
  version: 1,
  payload: z.strictObject({
    readingId,
    imageId,
    projectId,
    stage: signingStage,
    statement,
    text: shortText,
    labelDigest: digest,
    upToPosition: position,
    method: confirmation,
  }),
  describe: (p, by, name) => `${by} signed the reading of ${name(p.imageId)}: "${p.text}"`,
});
