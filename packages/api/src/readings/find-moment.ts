import { AppError } from '@scholia/core';
import { fields } from '@scholia/domain';
import { readingEventAt } from '@scholia/event-store';
import { z } from 'zod';
import { time } from '../schemas.ts';
import { readingScope } from '../scopes.ts';
import { query } from '../use-case.ts';

/** Beyond every position. */
export const NEWEST = { position: 2n ** 62n } as const;

/** A moment of a reading: just after one of its events. */
export const moment = z.object({
  /** Place in the reading's stream, 1, 2, 3, ... */
  version: z.number(),
  position: fields.position,
  at: time,
});

export const findMoment = query({
  name: 'readings.moment',
  summary: 'The moment of a reading after its nth event, or at a log position.',
  input: z.object({
    readingId: fields.readingId,
    /** (Default: by `position`) */
    version: z.number().int().min(1).optional(),
    /** (Default: the newest) */
    position: fields.position.optional(),
  }),
  output: moment,
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services: { sql, events } }, { readingId, version, position }) {
    const upTo = position === undefined ? NEWEST : { position: BigInt(position) };
    const place = version === undefined ? upTo : { version: BigInt(version) };
    const event = await readingEventAt(sql, events.logId, readingId, place);
    if (!event) throw new AppError('not-found', 'The reading did not exist then.');
    return { version: Number(event.version), position: String(event.position), at: event.recordedAt };
  },
});
