import { z } from 'zod';
import { modelId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A model is to be measured on the readings that are held out now. The answer is ModelMeasured, or ModelMeasurementStopped. */
export const modelMeasurementRequested = defineEvent({
  type: 'ModelMeasurementRequested',
  version: 1,
  payload: z.strictObject({ modelId, projectId }),
  describe: (p, by, name) => `${by} asked how good ${name(p.modelId)} is on held-out cases.`,
});
