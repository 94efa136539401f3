import { z } from 'zod';
import { digest, dryRunReport, json, modelId, projectId, shortText } from '../fields.ts';
import { defineEvent } from './define.ts';

/**
 * A network that was trained elsewhere passed its dry run. It is a model of the project from here on, of the method 'automatic', and predicts
 * once it is promoted. `weights` is the digest of its ONNX file; `declaration` says what it wants and gives.
 */
export const modelUploaded = defineEvent({
  type: 'ModelUploaded',
  version: 1,
  payload: z.strictObject({
    modelId,
    projectId,
    version: z.int().min(1),
    name: shortText,
    weights: digest,
    declaration: json,
    report: dryRunReport,
  }),
  describe: (p) => `The network ${p.name} passed its dry run: it is model version ${p.version}.`,
});
