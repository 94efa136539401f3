import type { LiveEvent } from '../live/LiveEvents.tsx';
import { KINDS, type Kind, kindOf } from './event-kinds.ts';

/** What somebody looks for in the log. Kept in the address of the page, so that a search can be sent to somebody. */
export interface Filters {
  readonly kind?: Kind | undefined;
  readonly project?: string | undefined;
  readonly person?: string | undefined;
  readonly reading?: string | undefined;
  /** Days, YYYY-MM-DD, by the reader's clock; the last one included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Position of the last event. */
  readonly upTo?: string | undefined;
}

const FIELDS = ['kind', 'project', 'person', 'reading', 'from', 'to', 'upTo'] as const;
const DAY = /^\d{4}-\d\d-\d\d$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CHECKS: Readonly<Record<keyof Filters, (value: string) => boolean>> = {
  kind: (value) => Object.hasOwn(KINDS, value),
  project: (value) => UUID.test(value),
  person: (value) => UUID.test(value),
  reading: (value) => UUID.test(value),
  from: (value) => DAY.test(value) && !Number.isNaN(Date.parse(value)),
  to: (value) => DAY.test(value) && !Number.isNaN(Date.parse(value)),
  upTo: (value) => /^[1-9]\d{0,14}$/.test(value),
};

/** What is not a filter, or not a possible one, is left out. */
export function filtersOf(query: string): Filters {
  const given = new URLSearchParams(query);
  const good = FIELDS.flatMap((field) => {
    const value = given.get(field);
    return value !== null && CHECKS[field](value) ? [[field, value]] : [];
  });
  return Object.fromEntries(good);
}

/** In one order, so that equal filters are equal text. */
export function queryOf(filters: Filters): string {
  const query = new URLSearchParams();
  for (const field of FIELDS) if (filters[field]) query.set(field, filters[field]);
  return query.toString();
}

/** Midnight at which a day begins here, and at which the day after it does. */
export function boundsOf({ from, to }: Filters): { since?: string; until?: string } {
  const midnight = (day: string, later: number) => {
    const [year, month, date] = day.split('-').map(Number);
    return new Date(year, month - 1, date + later).toISOString();
  };
  return { ...(from ? { since: midnight(from, 0) } : {}), ...(to ? { until: midnight(to, 1) } : {}) };
}

/** Whether an event that has just come belongs to what is shown. */
export function fits(event: LiveEvent, filters: Filters): boolean {
  const { since, until } = boundsOf(filters);
  return (
    (!filters.kind || kindOf(event.type) === filters.kind) &&
    (!filters.project || event.projectId === filters.project) &&
    (!filters.person || (event.actor.type === 'user' && event.actor.id === filters.person)) &&
    (!filters.upTo || Number(event.position) <= Number(filters.upTo)) &&
    (!filters.reading || event.readingId === filters.reading) &&
    (!since || event.recordedAt >= since) &&
    (!until || event.recordedAt < until)
  );
}
