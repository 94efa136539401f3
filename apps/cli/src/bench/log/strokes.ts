import {
  type ImageId,
  type ProjectId,
  type ReadingId,
  systemClock,
  systemRandom,
  toBase64,
  type UserId,
  uuidV7,
} from '@scholia/core';
import { type NewEvent, streams } from '@scholia/domain';
import type { EventStore } from '@scholia/event-store';

/** What a typical stroke takes, bytes. */
const STROKE = toBase64(new Uint8Array(120).map((_, at) => at));

const newId = <Id extends string>() => uuidV7(systemClock(), systemRandom) as Id;
const actor = { type: 'user', userId: newId<UserId>() } as const;
let counter = 0;

/** A reading of an image that nobody imported: enough for its read models. */
export class BenchReading {
  readonly #scope = { projectId: newId<ProjectId>(), imageId: newId<ImageId>(), readingId: newId<ReadingId>() };
  readonly streamId = streams.reading(this.#scope.readingId);

  static async open(events: EventStore): Promise<BenchReading> {
    const reading = new BenchReading();
    const payload = { ...reading.#scope, mode: 'collaborative' } as const;
    const opened: NewEvent = { type: 'ReadingOpened', payload, actor, ...reading.#scope };
    await events.append({ streamId: reading.streamId, events: [opened] });
    return reading;
  }

  stroke(): NewEvent {
    counter++;
    const { readingId } = this.#scope;
    const payload = { readingId, session: 1, counter, lamport: counter, kind: 'Stroke', bytes: STROKE } as const;
    return { type: 'OperationCommitted', payload, actor, ...this.#scope };
  }

  strokes(count: number): NewEvent[] {
    return Array.from({ length: count }, () => this.stroke());
  }
}

/** One commit. */
export async function commit(events: EventStore, { streamId }: BenchReading, strokes: readonly NewEvent[]) {
  return await events.transact(async (tx) => tx.append({ streamId, events: strokes }));
}

/** One commit, shared with others. */
export async function commitTogether(events: EventStore, { streamId }: BenchReading, strokes: readonly NewEvent[]) {
  return await events.append({ streamId, events: strokes });
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** `count` calls by `writers` at once, each waiting for its own before the next. */
export async function inTurns(count: number, writers: number, write: (writer: number, n: number) => Promise<unknown>) {
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let n = writer; n < count; n += writers) await write(writer, n);
    }),
  );
}
