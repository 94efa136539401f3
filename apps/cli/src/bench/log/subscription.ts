import { systemClock, systemRandom } from '@scholia/core';
import { connect } from '@scholia/db';
import { EventStore } from '@scholia/event-store';
import { projections } from '@scholia/projections';
import { type Figure, quantile } from '../report.ts';
import { BenchReading, commit, commitTogether, inTurns } from './strokes.ts';

interface Setting {
  readonly events: EventStore;
  readonly url: string;
  readonly count: number;
  readonly writers: number;
}

/** How soon a subscriber has what was committed, and whether it has each event once and in order, while all write. */
export async function measureSubscription({ events, url, count, writers }: Setting): Promise<Figure[]> {
  const readings = await Promise.all(Array.from({ length: writers }, () => BenchReading.open(events)));
  const sql = connect(url, { max: 2 });
  const subscriber = new EventStore(sql, { logId: 'main', clock: systemClock, random: systemRandom, projections });
  const after = await events.head();
  const stop = new AbortController();
  const arrivals: { readonly position: bigint; readonly at: number }[] = [];
  const listening = (async () => {
    for await (const { position } of subscriber.subscribe({ after, signal: stop.signal })) {
      arrivals.push({ position, at: performance.now() });
      if (arrivals.length === count) return;
    }
  })();
  const committed = new Map<bigint, number>();
  await inTurns(count, writers, async (writer) => {
    // One half shares commits, the other half competes with it for the head.
    const write = writer % 2 === 0 ? commitTogether : commit;
    const { events: written } = await write(events, readings[writer], readings[writer].strokes(1));
    committed.set(written[0].position, performance.now());
  });
  const late = setTimeout(() => stop.abort(), 10_000);
  await listening;
  clearTimeout(late);
  await subscriber.close();
  await sql.end();

  // Delivered before the writer itself has heard of it counts as at once.
  const delays = arrivals.map(({ position, at }) => Math.max(0, at - (committed.get(position) ?? Number.NaN)));
  const misplaced = arrivals.filter(({ position }, n) => position !== after + BigInt(n + 1)).length;
  const wrong = count - arrivals.length + misplaced;
  const ms = (figure: string, value: number): Figure => ({ figure, value, unit: 'ms' });
  return [
    ms('commit to delivery, p50', quantile(delays, 0.5)),
    ms('commit to delivery, p95', quantile(delays, 0.95)),
    { figure: 'events lost, repeated or out of order', value: wrong, unit: '', goal: '0', ok: wrong === 0 },
  ];
}
