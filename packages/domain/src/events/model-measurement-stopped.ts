import { z } from 'zod';
import { code, modelId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A measurement ended without a result. `reason`: 'cancelled' by somebody, else the name or code of the error, never its text. */
export const modelMeasurementStopped = defineEvent({
  type: 'ModelMeasurementStopped',
  version: 1,
  payload: z.strictObject({ modelId, projectId, reason: code }),
  describe: (p, by, name) =>
    p.reason === 'cancelled'
      ? `${by} cancelled the measurement of ${name(p.modelId)}.`
      : `${name(p.modelId)} could not be measured (${p.reason}).`,
});
