import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { imageOf, imageScope } from '../scopes.ts';
import { command } from '../use-case.ts';

export const withdrawImage = command({
  name: 'images.withdraw',
  summary: 'Take an image out of work. What was done on it stays in the log.',
  input: z.object({ imageId: fields.imageId }),
  output: nothing,
  access: { type: 'project', capability: 'image.withdraw', scope: imageScope },
  async run({ actor, commit }, { imageId }) {
    await commit(async (tx, { scope }) => {
      await tx.lockStream(streams.image(imageId));
      if ((await imageOf(tx.sql, imageId)).withdrawn) throw new AppError('conflict', 'The image is withdrawn already.');
      tx.append({
        streamId: streams.image(imageId),
        events: [{ type: 'ImageWithdrawn', payload: { imageId }, actor, ...scope }],
      });
    });
    return {};
  },
});
