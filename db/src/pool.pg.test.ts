import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type TransactionSql } from './index.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.ownerSql`create table notes (text text)`;
  await database.ownerSql`grant all on notes to scholia_app`;
});
afterAll(async () => {
  await database.drop();
});

const notes = async () => (await database.sql`select text from notes order by 1`).map((row) => row.text);
describe('begin', () => {
  it('commits what resolves and rolls back what throws', async () => {
    await database.sql.begin(async (tx) => {
      await tx`insert into notes values ('kept')`;
    });
    await expect(
      database.sql.begin(async (tx) => {
        await tx`insert into notes values ('dropped')`;
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await notes()).toEqual(['kept']);
  });

  it('commits behind what is under way, and nothing when any of that fails', async () => {
    const add = (tx: TransactionSql, text: string) => tx`insert into notes values (${text})`.execute();
    await database.sql.begin(async (tx, underWay) => underWay([add(tx, 'one'), add(tx, 'two')]));
    expect(await notes()).toEqual(expect.arrayContaining(['one', 'two']));
    await expect(
      database.sql.begin(async (tx, underWay) =>
        underWay([add(tx, 'three'), tx`select 1 / 0`.execute(), add(tx, 'four')]),
      ),
    ).rejects.toThrow('division by zero');
    expect(await notes()).not.toContain('three');
    await database.sql`delete from notes where text in ('one', 'two')`;
  });

  it('does not pretend to have committed after a failed query that nobody minded', async () => {
    await expect(
      database.sql.begin(async (tx) => {
        await tx`insert into notes values ('lost')`;
        await tx`select 1 / 0`.catch(() => undefined);
      }),
    ).rejects.toThrow(/nobody said so/);
    expect(await notes()).not.toContain('lost');
  });

  it('refuses queries after its end', async () => {
    const escaped: TransactionSql[] = [];
    await database.sql.begin(async (tx) => {
      escaped.push(tx);
    });
    expect(() => escaped[0]`select 1`).toThrow(/after the end/);
  });

  it('keeps nothing of a transaction that is over', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const results: WeakRef<object>[] = [];
    await database.sql.begin(async () => {
      const result = {};
      results.push(new WeakRef(result));
      return result;
    });
    // A reference lives on until the end of the turn in which it was made.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(results[0].deref()).toBeUndefined();
  });

  it('runs no more at once than it may, and everybody in the end', async () => {
    const sql = connect(database.appUrl, { max: 2 });
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 10 }, () =>
        sql.begin(async (tx) => {
          most = Math.max(most, ++running);
          // Nobody leaves before two were in at once; a third would show.
          do await tx`select pg_sleep(0.01)`;
          while (most < 2);
          running--;
        }),
      ),
    );
    await sql.end();
    expect(most).toBe(2);
  });

  it('a transaction whose connection died does nothing more, neither for itself nor to others', async () => {
    const sql = connect(database.appUrl, { max: 1 });
    let release = () => {};
    const pause = new Promise<void>((resolve) => {
      release = resolve;
    });
    let tell: (pid: number) => void = () => {};
    const told = new Promise<number>((resolve) => {
      tell = resolve;
    });
    const errors: unknown[] = [];
    let finished = () => {};
    const late = new Promise<void>((resolve) => {
      finished = resolve;
    });
    const doomed = sql.begin(async (tx) => {
      await tx`insert into notes values ('before')`;
      const [{ pid }] = await tx`select pg_backend_pid() as pid`;
      tell(pid);
      await pause;
      // The connection is gone and another transaction is under way: postgres.js would run this there.
      try {
        await tx`insert into notes values ('after')`;
      } catch (error) {
        errors.push(error);
      }
      finished();
    });
    const isDoomed = expect(doomed).rejects.toMatchObject({ code: expect.stringMatching(/CONNECTION_CLOSED|57P01/) });
    await terminate(await told);
    await isDoomed;
    await sql.begin(async (tx) => {
      await tx`insert into notes values ('another')`;
      release();
      await late;
    });
    await sql.end();
    expect(errors).toMatchObject([{ code: 'CONNECTION_CLOSED' }]);
    expect(await notes()).toEqual(['another', 'kept']);
  });
});

describe('single queries', () => {
  it('go on after their connections were killed', async () => {
    const sql = connect(database.appUrl, { max: 2 });
    const [{ pid }] = await sql`select pg_backend_pid() as pid`;
    await terminate(pid);
    let answer: unknown;
    while (answer === undefined) {
      answer = await sql`select 1 as one`.then(
        ([row]) => row.one,
        () => undefined,
      );
    }
    expect(answer).toBe(1);
    await sql.end();
  });
});

/** As scholia_app, which may end its own sessions. */
async function terminate(pid: number): Promise<void> {
  const other = connect(database.appUrl, { max: 1 });
  await other`select pg_terminate_backend(${pid}::integer)`;
  await other.end();
}
