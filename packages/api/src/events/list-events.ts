import { type EventType, fields, isEventType } from '@scholia/domain';
import { z } from 'zod';
import { refuseStranger } from '../authorise.ts';
import { query } from '../use-case.ts';
import { eventView, viewEvent } from './event-view.ts';
import { NameDirectory } from './names.ts';
import { Visibility } from './visibility.ts';

export const eventTypes = z.array(
  z.string().refine(isEventType, 'no such event type') as unknown as z.ZodType<EventType, string>,
);

export const listEvents = query({
  name: 'events.list',
  summary: 'Events in the order of their commit. Go on with `after` = `next` until `next` is null.',
  input: z.object({
    /** Events beyond this position. (Default: 0, the beginning) */
    after: fields.position.optional(),
    /** (Default: 100) */
    limit: z.number().int().min(1).max(1000).optional(),
    projectId: fields.projectId.optional(),
    readingId: fields.readingId.optional(),
    types: eventTypes.optional(),
  }),
  output: z.object({ events: z.array(eventView), next: fields.position.nullable(), head: fields.position }),
  access: { type: 'signed-in' },
  async run({ services, user }, { after = '0', limit = 100, projectId, readingId, types }) {
    const visibility = await Visibility.of(services, user);
    if (projectId !== undefined && !visibility.maySeeProject(projectId)) {
      return await refuseStranger(services, user, projectId);
    }
    const head = await services.events.head();
    if (BigInt(after) >= head) return { events: [], next: null, head: String(head) };
    const { projectIds } = visibility;
    const page = await services.events.read({
      after: BigInt(after),
      upTo: head,
      limit: limit + 1,
      projectId,
      readingId,
      types,
      projectIds,
    });
    const shown = page.slice(0, limit);
    const names = new NameDirectory(services);
    const events = [];
    for (const event of shown) if (visibility.maySee(event)) events.push(await viewEvent(event, names));
    const last = shown.at(-1)?.position;
    return { events, next: page.length > limit && last ? String(last) : null, head: String(head) };
  },
});
