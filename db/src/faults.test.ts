import { expect, it } from 'vitest';
import { faultOf } from './faults.ts';

const thrown = (code: string) => Object.assign(new Error('from Postgres'), { code });

it.each([
  ['53100', 'storage-full'],
  ['57P01', 'database-unavailable'],
  ['57P03', 'database-unavailable'],
  ['ECONNREFUSED', 'database-unavailable'],
  ['CONNECTION_CLOSED', 'database-unavailable'],
  ['23505', 'conflict'],
])('what Postgres calls %s is %s, and the cause is kept', (code, expected) => {
  const cause = thrown(code);
  expect(faultOf(cause)).toMatchObject({ code: expected, cause });
});

it('leaves anything else as it is', () => {
  const bug = thrown('42601');
  expect(faultOf(bug)).toBe(bug);
});
