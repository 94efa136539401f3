import { z } from 'zod';
import {
  curvePoint,
  digest,
  finite,
  fraction,
  json,
  modelId,
  perLabel,
  projectId,
  readingId,
  runId,
} from '../fields.ts';
import { defineEvent } from './define.ts';

/** A trained model. `weights` is the digest of its checkpoint blob; it was measured on `heldOut` only. */
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
  }),
  describe: (p) =>
    `Model version ${p.version} is ready, ${p.score === null ? 'not yet measured' : `mean Dice ${p.score.toFixed(2)}`}.`,
});
