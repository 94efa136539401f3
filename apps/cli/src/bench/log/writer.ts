// One writer of the benchmark in a process of its own.
import { systemClock, systemRandom } from '@scholia/core';
import { connect } from '@scholia/db';
import { EventStore } from '@scholia/event-store';
import { projections } from '@scholia/projections';
import { BenchReading, commit } from './strokes.ts';

export interface WriterTask {
  readonly url: string;
  readonly count: number;
}

const { url, count }: WriterTask = JSON.parse(process.argv[2]);
const sql = connect(url, { max: 1 });
const events = new EventStore(sql, { logId: 'main', clock: systemClock, random: systemRandom, projections });
const reading = await BenchReading.open(events);
process.once('message', async () => {
  for (let n = 0; n < count; n++) await commit(events, reading, reading.strokes(1));
  process.send?.('done');
  await sql.end();
  process.disconnect();
});
process.send?.('ready');
