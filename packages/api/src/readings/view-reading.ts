import { AppError, must } from '@scholia/core';
import { fields, type StoredEvent, streams } from '@scholia/domain';
import { newestOfStream } from '@scholia/event-store';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { imageOf, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';

/** A browser sends one every half a minute, and one whenever its page is left: twelve a minute is more than a person does. */
const MINUTE_MS = 60_000;
const MOST_A_MINUTE = 12;
/** So many are looked through for the same one: who sends again sends what was last. */
const REMEMBERED = 50;

const input = z.object({ readingId: fields.readingId, ...fields.viewing });

/** What was sent already appends nothing: the same person, reading and beginning are the same summary. */
export const viewReading = command({
  name: 'readings.viewed',
  summary: 'Tell what one has looked at in a reading, summed up over half a minute or so.',
  input,
  output: nothing,
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services, user, actor, commit }, { readingId, ...viewing }) {
    await commit(async (tx, { scope }) => {
      const streamId = streams.viewing(readingId, user.userId);
      await tx.lockStream(streamId);
      const recent = await newestOfStream(tx.sql, services.events.logId, streamId, REMEMBERED);
      if (recent.some(({ type, payload }) => type === 'ReadingViewed' && payload.from === viewing.from)) return;
      refuseFlood(recent, services.clock());
      const imageId = must(scope.imageId, 'a reading is of an image');
      refuseImpossible(viewing, (await imageOf(tx.sql, imageId)).dims);
      const payload = { readingId, imageId, ...viewing };
      tx.append({
        streamId,
        events: [{ type: 'ReadingViewed', payload, actor, occurredAt: viewing.to, ...scope }],
      });
    });
    return {};
  },
});

function refuseFlood(recent: readonly StoredEvent[], now: number): void {
  const since = recent.filter(({ recordedAt }) => Date.parse(recordedAt) > now - MINUTE_MS);
  if (since.length >= MOST_A_MINUTE)
    throw new AppError('rate-limited', 'Sum up more of what was looked at, then send.');
}

function refuseImpossible(
  { from, to, dwellMs, waitingMs, planes }: Omit<z.output<typeof input>, 'readingId'>,
  dims: readonly number[],
): void {
  const refuse = (why: string) => {
    throw new AppError('bad-request', why);
  };
  for (const { plane, axis, of } of planes)
    if (of !== dims[axis]) refuse(`planes: the image has ${dims[axis]} ${plane} slices, not ${of}.`);
  const passedMs = Date.parse(to) - Date.parse(from);
  // A millisecond of rounding for each part.
  if (passedMs < 0 || dwellMs > passedMs + 1) refuse('dwellMs: it cannot be longer than from `from` to `to`.');
  if (waitingMs > dwellMs + 1 || planes.some((plane) => plane.dwellMs > dwellMs + 1))
    refuse('dwellMs: no part can be longer than the whole.');
}
