import { z } from 'zod';
import {
  caseScore,
  code,
  count,
  curvePoint,
  digest,
  finite,
  fraction,
  json,
  modelId,
  modelMethod,
  perLabel,
  position,
  projectId,
  readingId,
  reason,
  runId,
} from '../fields.ts';
import { defineEvent } from './define.ts';

/**
 * A trained model. `weights` is the digest of its checkpoint blob; it was measured on `heldOut` only. One without `method` is of the time before
 * models were promoted: 'automatic', and current from then on.
 */
export const modelPublished = defineEvent({
  type: 'ModelPublished',
  version: 1,
  payload: z.strictObject({
    modelId,
    projectId,
    version: z.int().min(1),
    runId,
    weights: digest,
    network: json,
    preprocessing: json,
    trainedOn: z.array(readingId),
    heldOut: z.array(readingId),
    score: fraction.nullable(),
    scores: perLabel(fraction).nullable(),
    curve: z.array(curvePoint),
    seconds: finite,
    method: modelMethod.optional(),
    /** The whole plan, with the reasons of whatever made it. */
    plan: json.optional(),
    reasons: z.array(reason).optional(),
    /** Of each held-out case. */
    validation: z.array(caseScore).optional(),
    /** Of the log: the last submission that it learned from. */
    upToPosition: position.optional(),
    device: z.strictObject({ provider: code, threads: count }).optional(),
    /** Blob of the network as an ordinary .onnx file. */
    onnx: digest.optional(),
  }),
  describe: (p) =>
    `Model version ${p.version} is ready, ${p.score === null ? 'not yet measured' : `mean Dice ${p.score.toFixed(2)}`}.`,
});
