import { z } from 'zod';
import { modelId, modelMethod, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/**
 * From here on this model is the current one of its method: it predicts, and trainings start from it. An older model again is a roll-back. It was
 * the first of its method, not worse than the one that it replaces on the same held-out cases, only newer, or somebody chose it.
 */
export const modelPromoted = defineEvent({
  type: 'ModelPromoted',
  version: 1,
  payload: z.strictObject({
    projectId,
    modelId,
    method: modelMethod,
    replaces: modelId.nullable(),
    reason: z.enum(['first', 'better', 'newer', 'by-hand']),
  }),
  describe: (p, by, name) => {
    const why = { first: 'the first of its method', better: 'not worse on held-out cases', newer: 'the newest' };
    return `${name(p.modelId)} is now used (${p.reason === 'by-hand' ? `chosen by ${by}` : why[p.reason]}).`;
  },
});
