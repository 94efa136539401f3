import { fields } from '@scholia/domain';
import { queueOf } from '@scholia/projections';
import { z } from 'zod';
import { projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

/** One's own begun image first, then the top of the queue that nobody else is at; null when all is done. */
export const nextImage = query({
  name: 'queue.next',
  summary: 'The image to label next; imageId is null when nothing is left.',
  input: z.object({
    projectId: fields.projectId,
    /** The one at hand, to be skipped. */
    notImageId: fields.imageId.optional(),
  }),
  output: z.object({ imageId: fields.imageId.nullable() }),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services, user }, { projectId, notImageId }) {
    const queue = (await queueOf(services.sql, projectId)).filter(({ id }) => id !== notImageId);
    const others = (services.gateway?.presence() ?? []).filter(({ userId }) => userId !== user.userId);
    const taken = new Set<string | null>(others.map(({ readingId }) => readingId));
    const isFree = (image: (typeof queue)[number]) =>
      !taken.has(image.readingId) && (image.status === 'unlabelled' || image.authors.includes(user.userId));
    const next = queue.find(isFree) ?? queue[0];
    return { imageId: next?.id ?? null };
  },
});
