import type { ImageId, ProjectId } from '@scholia/core';
import { enqueue } from '@scholia/jobs';
import { clickedModel, queueOf } from '@scholia/projections';
import type { Services } from '../services.ts';

/**
 * Has the model that answers clicks, and an image that somebody opens, made ready before they click; and the one that they will most
 * likely open next. Nothing where the project has no such model. It is no change, so no event.
 */
export async function warmImages(
  { sql }: Pick<Services, 'sql'>,
  projectId: ProjectId,
  imageId: ImageId,
): Promise<void> {
  if (!(await clickedModel(sql, projectId))) return;
  const next = (await queueOf(sql, projectId)).find(({ id, status }) => id !== imageId && status === 'unlabelled');
  for (const id of [imageId, ...(next ? [next.id] : [])]) await enqueue(sql, 'warm-image', { projectId, imageId: id });
}
