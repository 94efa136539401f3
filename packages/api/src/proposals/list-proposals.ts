import { fields } from '@scholia/domain';
import { proposalsOf } from '@scholia/projections';
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
      offeredAt: time,
    }),
  ),
  access: { type: 'project', capability: 'label.view', scope: imageScope },
  async run({ services }, { imageId }) {
    const proposals = await proposalsOf(services.sql, imageId);
    return proposals.map(({ id, ...proposal }) => ({ ...proposal, proposalId: id }));
  },
});
