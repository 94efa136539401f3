import { z } from 'zod';
import { count, position } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The first events, up to a position, were read again: bytes, hashes, chains, the tree, and each checkpoint against it. */
export const logVerified = defineEvent({
  type: 'LogVerified',
  version: 1,
  payload: z.strictObject({ upTo: position, checkpoints: count, faults: count }),
  describe: (p) =>
    p.faults === 0
      ? `The log was verified up to #${p.upTo}, with ${p.checkpoints} checkpoints: intact.`
      : `The log was verified up to #${p.upTo}: ${p.faults} faults.`,
});
