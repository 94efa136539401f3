import { z } from 'zod';
import { defineEvent } from './define.ts';

/**
 * From here on checkpoints of the log are signed with this key. `key`: C2SP verifier key. `endorsement`: the former key's
 * Ed25519 signature, base64, over "scholia key rotation\n<key>\n"; null for the first key.
 */
export const logKeyAdopted = defineEvent({
  type: 'LogKeyAdopted',
  version: 1,
  payload: z.strictObject({
    key: z.string().min(1).max(500),
    previousKey: z.string().min(1).max(500).nullable(),
    endorsement: z.base64().max(200).nullable(),
  }),
  describe: (p, by) =>
    `${by} ${p.previousKey === null ? 'signs' : 'now signs'} checkpoints of the log with key ${p.key.split('+')[1]}.`,
});
