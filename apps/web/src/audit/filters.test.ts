import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../live/LiveEvents.tsx';
import { KINDS, typesOf } from './event-kinds.ts';
import { boundsOf, filtersOf, fits, queryOf } from './filters.ts';

const project = '01900000-0000-7000-8000-000000000001';
const event = {
  type: 'OperationCommitted',
  position: '12',
  projectId: project,
  readingId: null,
  recordedAt: new Date(2026, 0, 2, 12).toISOString(),
  actor: { type: 'user', id: project, name: 'reader-1' },
} as unknown as LiveEvent;

describe('filters', () => {
  it('are the same after a trip through the address of the page', () => {
    const filters = {
      kind: 'labels',
      project,
      person: project,
      reading: project,
      from: '2026-01-01',
      to: '2026-01-02',
      upTo: '1234',
    } as const;
    expect(filtersOf(queryOf(filters))).toEqual(filters);
    expect(filtersOf('')).toEqual({});
  });

  it('leave out what nobody can look for', () => {
    expect(filtersOf('kind=all&project=x&from=2026-13-41&to=yesterday&upTo=0&other=1')).toEqual({});
  });

  it('take a day from its midnight to the next', () => {
    const { since, until } = boundsOf({ from: '2026-01-02', to: '2026-01-02' });
    expect([since, until]).toEqual([new Date(2026, 0, 2).toISOString(), new Date(2026, 0, 3).toISOString()]);
    expect(boundsOf({})).toEqual({});
  });

  it('say whether an event that has just come belongs to what is shown', () => {
    expect(fits(event, {})).toBe(true);
    expect(fits(event, { upTo: '12' })).toBe(true);
    expect(fits(event, { kind: 'labels', project, person: project, from: '2026-01-02', to: '2026-01-02' })).toBe(true);
    for (const other of [
      { kind: 'access' },
      { reading: project },
      { from: '2026-01-03' },
      { to: '2026-01-01' },
      { upTo: '9' },
    ] as const)
      expect(fits(event, other)).toBe(false);
  });

  it('every kind has events', () => {
    for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) expect(typesOf(kind)).not.toEqual([]);
  });
});
