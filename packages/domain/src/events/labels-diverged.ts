import { z } from 'zod';
import { digest, position, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A client that has the same operations as the server shows other labels: a bug, reported with both digests. */
export const labelsDiverged = defineEvent({
  type: 'LabelsDiverged',
  version: 1,
  payload: z.strictObject({ readingId, position, serverDigest: digest, clientDigest: digest }),
  describe: (p, by) =>
    `Bug: the labels that ${by} sees at #${p.position} (${p.clientDigest.slice(0, 8)}) differ from the server's (${p.serverDigest.slice(0, 8)}).`,
});
