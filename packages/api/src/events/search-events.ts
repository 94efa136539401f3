import { fields } from '@scholia/domain';
import { searchEvents as search } from '@scholia/event-store';
import { z } from 'zod';
import { refuseStranger } from '../authorise.ts';
import { query } from '../use-case.ts';
import { eventView, viewEvent } from './event-view.ts';
import { eventTypes } from './list-events.ts';
import { NameDirectory } from './names.ts';
import { Visibility } from './visibility.ts';

export const searchEvents = query({
  name: 'events.search',
  summary: 'Events that fit, newest first. Go on with `before` = `next` until `next` is null.',
  input: z.object({
    /** Events ahead of this position. (Default: the newest) */
    before: fields.position.optional(),
    /** (Default: 100) */
    limit: z.number().int().min(1).max(1000).optional(),
    projectId: fields.projectId.optional(),
    imageId: fields.imageId.optional(),
    readingId: fields.readingId.optional(),
    actorId: fields.userId.optional(),
    types: eventTypes.optional(),
    /** Recorded then or later. */
    since: z.iso.datetime().optional(),
    /** Recorded before. */
    until: z.iso.datetime().optional(),
  }),
  output: z.object({ events: z.array(eventView), next: fields.position.nullable() }),
  access: { type: 'signed-in' },
  async run({ services, user }, { before, limit = 100, projectId, ...filter }) {
    const visibility = await Visibility.of(services, user);
    if (projectId !== undefined && !visibility.maySeeProject(projectId)) {
      return await refuseStranger(services, user, projectId);
    }
    const { projectIds } = visibility;
    const page = await search(services.sql, services.events.logId, {
      ...filter,
      before: before === undefined ? undefined : BigInt(before),
      limit: limit + 1,
      projectId,
      projectIds,
    });
    const shown = page.slice(0, limit);
    const names = new NameDirectory(services);
    const events = [];
    for (const event of shown) if (visibility.maySee(event)) events.push(await viewEvent(event, names));
    const last = shown.at(-1)?.position;
    return { events, next: page.length > limit && last ? String(last) : null };
  },
});
