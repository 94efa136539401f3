import { describe, expect, it } from 'vitest';
import { exportAddress, wishOf } from './export-address.ts';
import { boundsOf } from './filters.ts';

const project = '01900000-0000-7000-8000-000000000001';
const range = { from: '3', to: '99' };

describe('an export of the present filter', () => {
  it('is of its project, reading and days, not of its person or kind', () => {
    const filters = { project, from: '2026-01-30', to: '2026-01-31', person: project, kind: 'labels' } as const;
    const { since, until } = boundsOf(filters);
    expect(wishOf(filters)).toEqual({ projectId: project, from: since, to: until });
    expect(wishOf({ reading: project })).toEqual({ readingId: project });
    expect(wishOf({})).toEqual({});
  });

  it('is asked for by the positions that were shown, and for names only where they are told anyway', () => {
    const csv = { name: 'csv', namesByDefault: true };
    const { searchParams, pathname } = new URL(
      exportAddress({ project, from: '2026-01-30' }, range, csv, false),
      'http://scholia.test',
    );
    expect(pathname).toBe('/api/v1/audit/export');
    expect(Object.fromEntries(searchParams)).toEqual({
      format: 'csv',
      projectId: project,
      ...range,
      withNames: 'false',
    });
    for (const namesByDefault of [false, null])
      expect(exportAddress({}, range, { name: 'x', namesByDefault }, true)).toBe(
        '/api/v1/audit/export?format=x&from=3&to=99',
      );
  });
});
