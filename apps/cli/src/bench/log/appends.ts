import type { Sql } from '@scholia/db';
import type { NewEvent } from '@scholia/domain';
import { type EventStore, insertEvents, type StoredEvent } from '@scholia/event-store';
import { nextMessage, startChild } from '../children.ts';
import { above, type Figure } from '../report.ts';
import { BenchReading, commit, commitTogether, inTurns, secondsOf } from './strokes.ts';
import type { WriterTask } from './writer.ts';

/** Ours and plain inserts take turns, so that both meet the same machine. The first turn of each warms up. */
const ROUNDS = 5;
const BATCH = 100;
/** Of the rate of plain inserts: evidence costs no more than as much again. */
const GOAL = 0.5;

interface Setting {
  /** With every read model folded, as in use. */
  readonly events: EventStore;
  /** The log and nothing beside it. */
  readonly bare: EventStore;
  readonly sql: Sql;
  /** Of the database, as the app. */
  readonly url: string;
  /** A table with the columns and the primary key of the log, and nothing else of it. */
  readonly plain: string;
  readonly count: number;
  readonly writers: number;
}

interface Rates {
  /** Events a second. */
  readonly ours: number;
  readonly plain: number;
}

/** How fast the log takes events, alone and with every read model, against inserting the same rows with the same batching. */
export async function measureAppends(setting: Setting): Promise<Figure[]> {
  const { events, bare, sql, plain, count, writers } = setting;
  const readings = await Promise.all(Array.from({ length: writers }, () => BenchReading.open(events)));
  const insert = async (rows: readonly StoredEvent[]) => void (await insertEvents(sql, rows, plain));

  const batchOf = <T>(all: readonly T[], n: number) => all.slice(n * BATCH, (n + 1) * BATCH);

  const single = await compare(setting, count / 4, {
    readingOf: () => readings[0],
    append: (strokes) => inTurns(strokes.length, 1, (_, n) => commit(events, readings[0], [strokes[n]])),
    insert: (rows) => inTurns(rows.length, 1, (_, n) => insert([rows[n]])),
  });
  const crowding = (to: EventStore): Ways => ({
    readingOf: (n) => readings[n % writers],
    append: (strokes) =>
      inTurns(strokes.length, writers, (writer, n) => commitTogether(to, readings[writer], [strokes[n]])),
    insert: (rows) => {
      const insertTogether = gathering(insert);
      return inTurns(rows.length, writers, (_, n) => insertTogether(rows[n]));
    },
  });
  const batching = (to: EventStore): Ways => ({
    readingOf: () => readings[0],
    append: (strokes) =>
      inTurns(strokes.length / BATCH, 1, (_, n) => commitTogether(to, readings[0], batchOf(strokes, n))),
    insert: (rows) => inTurns(rows.length / BATCH, 1, (_, n) => insert(batchOf(rows, n))),
  });
  const together = await compare(setting, count, crowding(events));
  const togetherBare = await compare(setting, count, crowding(bare));
  const batched = await compare(setting, 5 * count, batching(events));
  const batchedBare = await compare(setting, 5 * count, batching(bare));
  const apart = await rateOfProcesses(setting);

  const rate = (figure: string, value: number, comparedTo?: string): Figure => ({
    figure,
    value,
    unit: 'events/s',
    comparedTo,
  });
  const times = ({ ours, plain: bare }: Rates) =>
    `${(ours / bare).toFixed(2)} x of ${Math.round(bare)} plain inserts/s`;
  const share = (figure: string, { ours, plain: bare }: Rates) =>
    above(`${figure}, of plain inserts`, ours / bare, GOAL, 'x', `${Math.round(bare)} events/s`);
  const crowd = `${writers} writers, one appender`;
  return [
    rate('one writer', single.ours, times(single)),
    rate(crowd, together.ours, times(together)),
    share(`${crowd}, the log alone`, togetherBare),
    rate(`batches of ${BATCH}`, batched.ours, times(batched)),
    share(`batches of ${BATCH}, the log alone`, batchedBare),
    rate(`${writers} writers, a process each`, apart, `${(apart / together.ours).toFixed(2)} x of one appender`),
  ];
}

interface Ways {
  /** Where stroke `n` is made. */
  readingOf(n: number): BenchReading;
  append(strokes: readonly NewEvent[]): Promise<void>;
  insert(rows: readonly StoredEvent[]): Promise<void>;
}

/** `insert` gets the very rows that `append` has just written. */
async function compare(
  { events, sql, plain }: Setting,
  count: number,
  { readingOf, append, insert }: Ways,
): Promise<Rates> {
  const size = BATCH * Math.ceil(count / ROUNDS / BATCH);
  let [written, ours, bare] = [0, 0, 0];
  for (let round = 0; round <= ROUNDS; round++) {
    const after = await events.head();
    const strokes = Array.from({ length: size }, (_, n) => readingOf(n).stroke());
    const appending = await secondsOf(() => append(strokes));
    const rows = await events.read({ after, limit: size });
    const inserting = await secondsOf(() => insert(rows));
    if (round === 0) continue;
    written += rows.length;
    ours += appending;
    bare += inserting;
  }
  await sql`truncate ${sql(plain)}`;
  return { ours: written / ours, plain: written / bare };
}

/** The batching of the appender, and nothing else of it: what is asked for while one statement runs shares the next. */
function gathering(insert: (rows: readonly StoredEvent[]) => Promise<void>): (row: StoredEvent) => Promise<void> {
  let waiting: { readonly row: StoredEvent; readonly resolve: () => void }[] = [];
  let isAtWork = false;
  const run = async () => {
    if (isAtWork) return;
    isAtWork = true;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const group = waiting;
      waiting = [];
      if (group.length === 0) break;
      await insert(group.map(({ row }) => row));
      for (const { resolve } of group) resolve();
    }
    isAtWork = false;
  };
  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve });
      run().catch(reject);
    });
}

async function rateOfProcesses({ url, count, writers }: Setting): Promise<number> {
  const share = Math.ceil(count / 2 / writers);
  const task: WriterTask = { url, count: share };
  const children = Array.from({ length: writers }, () =>
    startChild(new URL('writer.ts', import.meta.url), [JSON.stringify(task)]),
  );
  await Promise.all(children.map((child) => nextMessage(child)));
  const seconds = await secondsOf(() =>
    Promise.all(
      children.map((child) => {
        const done = nextMessage(child);
        child.send('start');
        return done;
      }),
    ),
  );
  return (share * writers) / seconds;
}
