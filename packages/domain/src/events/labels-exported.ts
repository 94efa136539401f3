import { z } from 'zod';
import { code, digest, imageId, position, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Labels left the system as a file: those of a reading as its operations up to `upToPosition` fold to. */
export const labelsExported = defineEvent({
  type: 'LabelsExported',
  version: 1,
  payload: z.strictObject({ readingId, imageId, format: code, upToPosition: position, labelDigest: digest }),
  describe: (p, by, name) =>
    `${by} took the labels of ${name(p.imageId)} out (${p.format}), as they were at #${p.upToPosition}.`,
});
