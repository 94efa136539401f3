import { z } from 'zod';
import { defineJob, PRIORITY_BATCH } from './contract.ts';

/** The key of the job that measures a model, whoever asked for it. */
export const measurementKey = ({ modelId }: { readonly modelId: string }): string => `measure-model:${modelId}`;

/** A model on the held-out readings of its project, as its ModelMeasurementRequested event asks. */
export const measureModel = defineJob({
  name: 'measure-model',
  payload: z.strictObject({ modelId: z.uuid() }),
  maxAttempts: 3,
  priority: PRIORITY_BATCH,
  key: measurementKey,
});
