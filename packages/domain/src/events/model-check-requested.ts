import { z } from 'zod';
import { json, modelId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Somebody said what a network that was trained elsewhere wants and gives; a dry run shows whether that is so. */
export const modelCheckRequested = defineEvent({
  type: 'ModelCheckRequested',
  version: 1,
  payload: z.strictObject({ modelId, projectId, declaration: json }),
  describe: (_p, by) => `${by} asked for a dry run of a network from elsewhere.`,
});
