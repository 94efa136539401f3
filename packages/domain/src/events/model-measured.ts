import { z } from 'zod';
import { caseScore, count, fraction, modelId, perLabel, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/**
 * How good a model is on the readings that were held out just then: mean Dice over labels, by label, and of each case. It stands in for what
 * was measured before.
 */
export const modelMeasured = defineEvent({
  type: 'ModelMeasured',
  version: 1,
  payload: z.strictObject({
    modelId,
    projectId,
    score: fraction.nullable(),
    scores: perLabel(fraction).nullable(),
    validation: z.array(caseScore),
    /** Held-out readings that it learned from all the same, and was therefore not measured on. */
    leftOut: count,
  }),
  describe: (p, _by, name) => {
    const on = `${p.validation.length} held-out ${p.validation.length === 1 ? 'case' : 'cases'}`;
    return `${name(p.modelId)} was measured on ${on}${p.score === null ? '' : `: mean Dice ${p.score.toFixed(2)}`}.`;
  },
});
