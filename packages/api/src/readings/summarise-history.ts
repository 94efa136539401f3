import { must, type UserId } from '@scholia/core';
import { type EventType, fields } from '@scholia/domain';
import { readingEventAt, searchEvents, summariseReading } from '@scholia/event-store';
import { z } from 'zod';
import { person, personOf } from '../schemas.ts';
import { readingScope } from '../scopes.ts';
import { query } from '../use-case.ts';
import { moment, NEWEST } from './find-moment.ts';

/** Ticks of a time bar: as many as it has room for. */
const PARTS = 120;
/** Milestones of a time bar, the newest. */
const MILESTONES = 100;
const TURNS: readonly EventType[] = [
  'ReadingOpened',
  'ReadingSubmitted',
  'ReadingSigned',
  'ReadingReopened',
  'ReadingRestored',
];

export const summariseHistory = query({
  name: 'readings.timeline',
  summary: 'A reading\u2019s history in a few numbers: who did how much, when, and where its stages changed.',
  input: z.object({ readingId: fields.readingId }),
  output: z.object({
    newest: moment,
    /** Everybody who did something, who did the most first. */
    people: z.array(person.extend({ events: z.number() })),
    /** Equal parts of the events 1..newest.version in order, each with what each person (by place in `people`) did in it. */
    parts: z.array(z.object({ shares: z.array(z.object({ person: z.number(), events: z.number() })) })),
    milestones: z.array(moment.extend({ type: z.string() })),
  }),
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services: { sql, events, auth } }, { readingId }) {
    const { logId } = events;
    const newest = must(await readingEventAt(sql, logId, readingId, NEWEST), 'a reading begins with an event');
    const versions = newest.version;
    const parts = Number(versions < PARTS ? versions : BigInt(PARTS));
    const [shares, turns, known] = await Promise.all([
      summariseReading(sql, logId, readingId, { versions, parts }),
      searchEvents(sql, logId, { readingId, types: TURNS, limit: MILESTONES }),
      auth.listUsers(),
    ]);
    const totals = new Map<UserId, number>();
    for (const { userId, events } of shares) if (userId) totals.set(userId, (totals.get(userId) ?? 0) + events);
    const people = [...totals].sort(([, a], [, b]) => b - a);
    const placeOf = new Map(people.map(([userId], place) => [userId, place]));
    const momentOf = (event: (typeof turns)[number]) => ({
      version: Number(event.version),
      position: String(event.position),
      at: event.recordedAt,
    });
    return {
      newest: momentOf(newest),
      people: people.map(([userId, events]) => {
        const one = known.find((person) => person.userId === userId);
        return { ...personOf(userId, one), events };
      }),
      parts: Array.from({ length: parts }, (_, part) => ({
        shares: shares.flatMap((share) => {
          const place = share.part === part && share.userId ? placeOf.get(share.userId) : undefined;
          return place === undefined ? [] : [{ person: place, events: share.events }];
        }),
      })),
      milestones: turns.map((event) => ({ ...momentOf(event), type: event.type })).reverse(),
    };
  },
});
