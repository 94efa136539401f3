import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';

const row = (imageId: string, status: 'unlabelled' | 'in-progress' | 'submitted', more = {}) => ({
  imageId,
  name: imageId,
  status,
  isWithdrawn: false,
  submittedAt: null as string | null,
  ...more,
});

const rows = [
  row('case 10', 'unlabelled'),
  row('case 2', 'unlabelled'),
  row('done old', 'submitted', { submittedAt: '2026-01-01T00:00:00Z' }),
  row('ranked', 'in-progress'),
  row('done new', 'submitted', { submittedAt: '2026-01-02T00:00:00Z' }),
  row('gone', 'unlabelled', { isWithdrawn: true }),
];
const names = (filter: 'all' | 'open' | 'submitted', search = '') =>
  arrange(rows, new Map([['ranked', 1]]), filter, search).map(({ name }) => name);

describe('arrange', () => {
  it('puts the queue first, then the rest by name, then what is done, newest first', () => {
    expect(names('all')).toEqual(['ranked', 'case 2', 'case 10', 'done new', 'done old']);
  });
  it('filters and searches', () => {
    expect(names('submitted')).toEqual(['done new', 'done old']);
    expect(names('open', 'CASE')).toEqual(['case 2', 'case 10']);
  });
});
