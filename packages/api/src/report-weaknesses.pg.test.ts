import { connect } from '@scholia/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reportWeaknesses } from './report-weaknesses.ts';
import { ApiWorld } from './testing/api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(async () => world.close());

async function saidOf(sql: ApiWorld['services']['sql']) {
  const said: Record<string, unknown>[] = [];
  await reportWeaknesses({ sql, log: (line) => said.push(line) });
  return said;
}

it('says each weakness of the database in a line of its own', async () => {
  const lines = async () =>
    (await saidOf(world.services.sql)).filter(({ weakness }) => !String(weakness).includes(' is off: '));
  expect(await lines()).toEqual([]);
  await world.database.ownerSql`grant delete on yjs_updates to scholia_app`;
  expect(await lines()).toEqual([
    { message: 'history-is-not-protected', weakness: 'scholia_app may DELETE yjs_updates.' },
  ]);
});

it('does not keep a process from starting while the database is away', async () => {
  const away = connect('postgres://nobody@127.0.0.1:1/nothing', { max: 1 });
  expect(await saidOf(away)).toMatchObject([{ message: 'protection-of-history-is-unknown' }]);
  await away.end();
});
