import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { getSegmentationRequest } from '@scholia/projections';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { found, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';

export const cancelSegmentation = command({
  name: 'segmentation.cancel',
  summary: 'Say that a segmentation is not waited for any more. What computes it stops.',
  input: z.object({ readingId: fields.readingId, requestId: fields.plainId }),
  output: nothing,
  access: { type: 'project', capability: 'label.edit', scope: readingScope },
  async run({ actor, commit }, { readingId, requestId }) {
    await commit(async (tx, { scope }) => {
      await tx.lockStream(streams.reading(readingId));
      const request = found(await getSegmentationRequest(tx.sql, requestId), 'segmentation request');
      if (request.readingId !== readingId) throw new AppError('not-found', 'There is no such request here.');
      if (request.status !== 'waiting') throw new AppError('conflict', 'The request was answered already.');
      const payload = { requestId, readingId, reason: 'cancelled' } as const;
      tx.append({
        streamId: streams.reading(readingId),
        events: [{ type: 'SegmentationCancelled', payload, actor, ...scope }],
      });
    });
    return {};
  },
});
