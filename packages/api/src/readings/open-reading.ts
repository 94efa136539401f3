import { AppError, type ImageId, type ReadingId, type UserId } from '@scholia/core';
import { can, decideReading, fields, initialReading, streams } from '@scholia/domain';
import { blindedReadingOf, readingOfImage } from '@scholia/projections';
import { z } from 'zod';
import { refuse } from '../authorise.ts';
import { decided } from '../decided.ts';
import { newId } from '../ids.ts';
import { warmImages } from '../models/warm-images.ts';
import { imageOf, imageScope } from '../scopes.ts';
import { command, type ReadSql } from '../use-case.ts';

/**
 * The collaborative reading of an image, or one's own blinded reading of it: the one that exists, or a new one. Viewers
 * may find it, but not begin it. Finding one changes nothing, and so appends nothing.
 */
export const openReading = command({
  name: 'readings.open',
  summary: 'Find or begin the reading of an image.',
  input: z.object({
    imageId: fields.imageId,
    /** Blinded: nobody else sees it before it is submitted, and one sees no other. (Default: collaborative) */
    mode: fields.readingMode.optional(),
  }),
  output: z.object({ readingId: fields.readingId, isNew: z.boolean() }),
  access: { type: 'project', capability: 'label.view', scope: imageScope },
  async run({ services, user, actor, grant, commit }, { imageId, mode = 'collaborative' }) {
    const find = (sql: ReadSql) =>
      mode === 'blinded' ? blindedReadingOf(sql, imageId, user.userId) : readingOfImage(sql, imageId);
    if (mode === 'collaborative') await refuseWhileBlinded(services.sql, imageId, user.userId);
    await warmImages(services, grant.scope.projectId, imageId);
    const known = await find(services.sql);
    if (known) return { readingId: known.id, isNew: false };
    if (!can(grant.role, 'label.edit')) {
      return await refuse(services, user, {
        capability: 'label.edit',
        subject: streams.image(imageId),
        message: 'Nobody has begun to label this image yet, and your role may only look.',
        projectId: grant.scope.projectId,
      });
    }
    return await commit(async (tx, { role, scope: { projectId } }) => {
      // The image's stream decides a race of two who open it at once.
      await tx.lockStream(streams.image(imageId));
      const meanwhile = await find(tx.sql);
      if (meanwhile) return { readingId: meanwhile.id, isNew: false };
      const { withdrawn: imageIsWithdrawn } = await imageOf(tx.sql, imageId);
      const readingId = newId<ReadingId>(services);
      const opened = decided(
        decideReading(
          { type: 'OpenReading', role, readingId, imageId, projectId, imageIsWithdrawn, mode },
          initialReading,
        ),
      );
      tx.append({
        streamId: streams.reading(readingId),
        expected: 'absent',
        events: opened.map((event) => ({ ...event, actor, projectId, imageId, readingId })),
      });
      return { readingId, isNew: true };
    });
  },
});

async function refuseWhileBlinded(sql: ReadSql, imageId: ImageId, userId: UserId): Promise<void> {
  const own = await blindedReadingOf(sql, imageId, userId);
  if (own?.status !== 'open') return;
  throw new AppError('conflict', 'You are reading this image blinded: submit your reading before you see others.', {
    details: { readingId: own.id },
  });
}
