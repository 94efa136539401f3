import { z } from 'zod';
import { code, imageId, modelId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A model's prediction of an image was given up. `reason`: the name or code of the error, never its text. */
export const predictionFailed = defineEvent({
  type: 'PredictionFailed',
  version: 1,
  payload: z.strictObject({ imageId, projectId, modelId, reason: code }),
  describe: (p, _by, name) => {
    const hint = p.reason === 'out-of-memory' ? ' Give the inference worker more memory.' : '';
    return `${name(p.modelId)} could not predict ${name(p.imageId)} (${p.reason}).${hint}`;
  },
});
