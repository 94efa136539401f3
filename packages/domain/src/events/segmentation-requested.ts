import { z } from 'zod';
import { code, imageId, json, labelValue, modelId, plainId, position, proposalId, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Somebody waits for a proposal made from the prompts up to `upToPosition`. */
export const segmentationRequested = defineEvent({
  type: 'SegmentationRequested',
  version: 1,
  payload: z.strictObject({
    requestId: plainId,
    readingId,
    imageId,
    /** A method of the segmentation package, or of models, by name. */
    method: code,
    label: labelValue,
    /** Labels to be told apart at the same time. */
    otherLabels: z.array(labelValue).optional(),
    upToPosition: position,
    parameters: json,
    /** The model's proposal that the answer starts from: a method from its chances, the model itself from its labels. */
    from: proposalId.optional(),
    /** What answers, where the method is one of models. */
    modelId: modelId.optional(),
    /** What does the slices of that answer again, where somebody wants it. */
    refiningModelId: modelId.optional(),
  }),
  describe: (p, by, name) =>
    `${by} asked for a segmentation of ${name(p.imageId)} (${p.method}${p.modelId ? `, ${name(p.modelId)}` : ''}${p.from ? ", from a model's prediction" : ''}).`,
});
