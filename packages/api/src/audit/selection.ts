import { AppError } from '@scholia/core';
import { fields } from '@scholia/domain';
import { positionAt, type Selection } from '@scholia/event-store';
import { z } from 'zod';
import { projectOf, readingOf } from '../scopes.ts';
import type { Services } from '../services.ts';

/** What somebody wants of the log. Nothing given: all of it. */
export const wanted = z.object({
  projectId: fields.projectId.optional(),
  readingId: fields.readingId.optional(),
  /** First event: a position, a day of UTC (YYYY-MM-DD) or a moment with its zone (ISO 8601). (Default: the first) */
  from: z.string().max(40).optional(),
  /** Last event: the same; a day is included, what was recorded at the moment is not. (Default: the newest) */
  to: z.string().max(40).optional(),
});
export type Wanted = z.output<typeof wanted>;

const POSITION = /^[1-9][0-9]{0,18}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The events that are meant, with positions that will not move. Errors: 'not-found' (project, reading), 'bad-request' for a
 * range that cannot be read, leaves the log or holds no event.
 */
export async function selectionOf(services: Pick<Services, 'sql' | 'events'>, wish: Wanted): Promise<Selection> {
  const { projectId, readingId } = wish;
  const range = await rangeOf(services, wish);
  if (readingId === undefined) {
    if (projectId !== undefined) await projectOf(services.sql, projectId);
    return { ...range, projectId };
  }
  const reading = await readingOf(services.sql, readingId);
  if (projectId !== undefined && reading.projectId !== projectId)
    throw new AppError('bad-request', 'That reading is of another project. Name the one or the other.');
  return { ...range, reading: { readingId, imageId: reading.imageId, projectId: reading.projectId } };
}

async function rangeOf({ sql, events }: Pick<Services, 'sql' | 'events'>, { from, to }: Wanted) {
  const head = await events.head();
  const first = from === undefined ? 1n : await positionOf('from', from);
  const last = to === undefined ? head : await positionOf('to', to);
  if (first > last) {
    const range = `from ${from ?? 'the first event'} to ${to ?? 'the newest event'}`;
    throw new AppError('bad-request', `There is no event ${range}. The log holds #1 to #${head}.`);
  }
  return { from: first, to: last };

  async function positionOf(end: 'from' | 'to', text: string): Promise<bigint> {
    if (POSITION.test(text)) {
      const position = BigInt(text);
      if (position <= head) return position;
      throw new AppError('bad-request', `"${end}" is beyond the log, which holds #1 to #${head}.`);
    }
    const isDay = DAY.test(text);
    const time = isDay || MOMENT.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(time))
      throw new AppError(
        'bad-request',
        `"${end}" must be a position (1234), a day (2026-01-31) or a time with its zone (2026-01-31T09:30:00Z).`,
      );
    const moment = new Date(end === 'to' && isDay ? time + DAY_MS : time).toISOString();
    const position = await positionAt(sql, events.logId, moment);
    return end === 'from' ? position : position - 1n;
  }
}
