import type { ImageId, ProjectId, ReadingId, UserId } from '@scholia/core';
import type { StoredEvent } from '@scholia/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NameDirectory } from '../../events/names.ts';
import { Timeline } from './timeline.ts';

const id = (n: number) => `01900000-0000-7000-8000-00000000000${n}`;
const START = Date.parse('2026-01-31T22:00:00.000Z');
// Knows only what events say, so it needs no services.
const names = new NameDirectory(undefined as never, 'events');

interface Step {
  readonly kind: 'operation' | 'accepted' | 'progress' | 'reopened';
  readonly who: number;
  readonly reading: number;
  readonly afterMs: number;
}

function eventsOf(steps: readonly Step[]): StoredEvent[] {
  let at = START;
  return steps.map(({ kind, who, reading, afterMs }, index) => {
    at += afterMs;
    const frame = {
      position: BigInt(index + 1),
      actor: { type: 'user', userId: id(who) as UserId },
      projectId: id(8) as ProjectId,
      imageId: id(9) as ImageId,
      readingId: id(reading) as ReadingId,
      recordedAt: new Date(at).toISOString(),
    };
    const readingId = id(reading);
    const told = {
      operation: { type: 'OperationCommitted', payload: { readingId, kind: 'Stroke' } },
      accepted: { type: 'OperationCommitted', payload: { readingId, kind: 'Mask' } },
      progress: { type: 'TrainingProgressed', payload: { runId: id(7), step: index, steps: 100 } },
      reopened: { type: 'ReadingReopened', payload: { readingId, reason: 'again' } },
    };
    return { ...frame, ...told[kind] } as unknown as StoredEvent;
  });
}

async function linesOf(events: readonly StoredEvent[]) {
  const timeline = new Timeline(names);
  const lines = [];
  for (const event of events) lines.push(...(await timeline.next(event)));
  return [...lines, ...(await timeline.rest())];
}

const standsAlone = ({ kind }: Step) => kind === 'reopened' || kind === 'accepted';

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('operation', 'operation', 'operation', 'accepted', 'progress', 'reopened'),
    who: fc.integer({ min: 1, max: 2 }),
    reading: fc.integer({ min: 3, max: 4 }),
    afterMs: fc.constantFrom(0, 1000, 60_000, 31 * 60_000),
  }),
  { maxLength: 60 },
);

describe('the timeline', () => {
  it('tells every event once, in order, and gathers none across another that stands alone, a rest or a midnight', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const events = eventsOf(all);
        const lines = await linesOf(events);
        expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(events.length);
        // Cut where the story is cut, by looking at neighbours only; a line is what is alike between two cuts.
        const expected: string[] = [];
        let part = new Map<string, number[]>();
        const close = () => {
          for (const positions of part.values())
            expected.push(`${positions[0]}-${positions.at(-1)} ${positions.length}`);
          part = new Map();
        };
        events.forEach((event, index) => {
          const before = events[index - 1];
          const isAlone = standsAlone(all[index]);
          const rest = before ? Date.parse(event.recordedAt) - Date.parse(before.recordedAt) : 0;
          const isNewDay = before && before.recordedAt.slice(0, 10) !== event.recordedAt.slice(0, 10);
          if (isAlone || (index > 0 && standsAlone(all[index - 1])) || rest > 30 * 60_000 || isNewDay) close();
          const key = event.type === 'OperationCommitted' ? JSON.stringify([event.actor, event.readingId]) : event.type;
          part.set(key, [...(part.get(key) ?? []), Number(event.position)]);
        });
        close();
        expect(lines.map(({ first, last, count }) => `${first.position}-${last.position} ${count}`)).toEqual(expected);
      }),
    );
  });

  it('says of operations how many there were, of what machines repeat the last', async () => {
    const step = { who: 1, reading: 3, afterMs: 1000 };
    const all = await linesOf(
      eventsOf([...Array(3).fill({ ...step, kind: 'operation' }), ...Array(2).fill({ ...step, kind: 'progress' })]),
    );
    expect(all.map(({ sentence }) => sentence)).toEqual([
      `${id(1).slice(-8)} made 3 edits of ${id(9).slice(-8)}: 3 strokes.`,
      'Training is at step 4 of 100.',
    ]);
  });
});
