import { z } from 'zod';
import { digest, modelId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A model left the system as an .onnx file of these bytes. */
export const modelExported = defineEvent({
  type: 'ModelExported',
  version: 1,
  payload: z.strictObject({ projectId, modelId, onnx: digest }),
  describe: (p, by, name) => `${by} downloaded ${name(p.modelId)} as an .onnx file.`,
});
