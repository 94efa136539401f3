import { AppError } from '@scholia/core';
import { faultOf } from '@scholia/db';
import { fields } from '@scholia/domain';
import { tracked } from '@trpc/server';
import { z } from 'zod';
import { refuseStranger } from '../authorise.ts';
import type { ApiContext } from '../trpc.ts';
import { type EventView, viewEvent } from './event-view.ts';
import { eventTypes } from './list-events.ts';
import { NameDirectory } from './names.ts';
import { Visibility } from './visibility.ts';

export const liveEventsInput = z.object({
  /** (Default: every project that one may see) */
  projectId: fields.projectId.optional(),
  types: eventTypes.optional(),
  /** Events beyond this position. (Default: from now on) */
  after: fields.position.optional(),
  /** Set by the client when it reconnects: the position of the last event that it got. Wins over `after`. */
  lastEventId: fields.position.optional(),
});

/**
 * Events as they commit, each once, in order, tracked by position so that a client that comes back misses nothing.
 * The bytes of operations are left out: whoever needs them has the document.
 */
export async function* liveEvents({ services, user }: ApiContext, raw: unknown, signal: AbortSignal | undefined) {
  if (user === null) throw new AppError('not-signed-in', 'Sign in first.');
  const { projectId, types, after, lastEventId } = liveEventsInput.parse(raw);
  try {
    const visibility = await Visibility.of(services, user);
    if (projectId !== undefined && !visibility.maySeeProject(projectId))
      await refuseStranger(services, user, projectId);
    const names = new NameDirectory(services);
    const from = lastEventId ?? after;
    const head = await services.events.head();
    // A position beyond the head can only come from another log, say before a restore: nothing to catch up on.
    const start = from === undefined || BigInt(from) > head ? head : BigInt(from);
    // Not filtered in the database: a role given later makes more visible.
    for await (const event of services.events.subscribe({ after: start, signal })) {
      const isVisible = visibility.sees(event);
      if (!isVisible || (projectId !== undefined && event.projectId !== projectId)) continue;
      if (types !== undefined && !types.includes(event.type)) continue;
      yield tracked(String(event.position), withoutBytes(await viewEvent(event, names)));
    }
  } catch (error) {
    throw faultOf(error);
  }
}

function withoutBytes(event: EventView): EventView {
  if (event.type !== 'OperationCommitted') return event;
  const { bytes: _, ...payload } = event.payload;
  return { ...event, payload };
}
