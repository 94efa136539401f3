import { z } from 'zod';
import {
  code,
  count,
  digest,
  dims,
  finite,
  imageId,
  perLabel,
  plainId,
  predictionSettings,
  projectId,
  proposalId,
  proposalSource,
  readingId,
} from '../fields.ts';
import { defineEvent } from './define.ts';

/** Labels that a machine suggests. They are nobody's labels until a person accepts them. */
export const proposalOffered = defineEvent({
  type: 'ProposalOffered',
  version: 1,
  payload: z.strictObject({
    proposalId,
    imageId,
    projectId,
    readingId: readingId.nullable(),
    requestId: plainId.nullable(),
    source: proposalSource,
    blob: digest,
    voxels: perLabel(count),
    elapsedMs: finite,
    /** Image voxels per cell along i, j, k, where it was computed on a coarser grid than the image's. */
    cellVoxels: dims.optional(),
    /** How unsure each voxel is, 255 = most, as a byte map of the volume package. */
    uncertainty: digest.optional(),
    /** A model's: the chance of each label in each voxel, 255 = certain, as byte maps of the volume package. */
    chances: perLabel(digest).optional(),
    /** A model's: how it was told to predict. Without them, by the defaults. */
    settings: predictionSettings.optional(),
    /** How long each stage took, such as 'prepare', 'network' and 'restore', ms. */
    stagesMs: z.record(code, finite).optional(),
  }),
  describe: (p, _by, name) =>
    `${p.source.type === 'model' ? name(p.source.modelId) : p.source.method} proposed labels for ${name(p.imageId)}.`,
});
