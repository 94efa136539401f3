import { z } from 'zod';
import { projectId } from '../fields.ts';
import { signingStage } from '../signing.ts';
import { defineEvent } from './define.ts';

/** From here on these stages of a reading take a signature; none of them: nobody has to sign. */
export const signingPolicyChanged = defineEvent({
  type: 'SigningPolicyChanged',
  version: 1,
  payload: z.strictObject({
    projectId,
    stages: z
      .array(signingStage)
      .refine((all) => new Set(all).size === all.length, 'a stage is named once')
      .readonly(),
  }),
  describe: (p, by) =>
    p.stages.length === 0
      ? `${by} requires signatures no more.`
      : `${by} requires a signature for: ${p.stages.join(', ')}.`,
});
