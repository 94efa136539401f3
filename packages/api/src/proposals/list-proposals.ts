import type { ReadingId } from '@scholia/core';
import { fields } from '@scholia/domain';
import { blindedReadings, proposalsOf } from '@scholia/projections';
import { z } from 'zod';
import { time } from '../schemas.ts';
import { imageScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const listProposals = query({
  name: 'proposals.list',
  summary: 'Proposals for an image that stand, newest first. Fetch the voxels from /blobs.',
  input: z.object({ imageId: fields.imageId }),
  output: z.array(
    z.object({
      proposalId: fields.proposalId,
      imageId: fields.imageId,
      readingId: fields.readingId.nullable(),
      requestId: z.string().nullable(),
      source: fields.proposalSource,
      /** encodeLabelmap bytes. */
      blob: fields.digest,
      /** Label value to voxels. */
      voxels: z.record(z.string(), z.number()),
      elapsedMs: z.number(),
      /** Image voxels per cell along i, j, k, where it was computed on a coarser grid than the image's. */
      cellVoxels: fields.dims.nullable(),
      /** encodeByteMap bytes: how unsure each voxel is, 255 = most. */
      uncertainty: fields.digest.nullable(),
      /** Of a model: encodeByteMap bytes by label value, the chance of it in each voxel, 255 = certain. */
      chances: z.record(z.string(), fields.digest).nullable(),
      /** How long each stage took, ms, where it was measured. */
      stagesMs: z.record(z.string(), z.number()).nullable(),
      /** How a model was told to predict; null of the time before that was recorded, and of methods. */
      settings: fields.predictionSettings.nullable(),
      offeredAt: time,
    }),
  ),
  access: { type: 'project', capability: 'label.view', scope: imageScope },
  async run({ services, user }, { imageId }) {
    const [proposals, blinded] = await Promise.all([
      proposalsOf(services.sql, imageId),
      blindedReadings(services.sql, imageId),
    ]);
    // What the computer made of somebody's scribbles tells about their reading.
    const isHidden = (readingId: ReadingId | null) =>
      blinded.some(({ id, readerId }) => id === readingId && readerId !== user.userId);
    return proposals
      .filter(({ readingId }) => !isHidden(readingId))
      .map(({ id, ...proposal }) => ({ ...proposal, proposalId: id }));
  },
});
