import { MAX_INLINE_PATCH, type OperationId } from '@scholia/collab';
import { AppError, isAppError, must, type ReadingId } from '@scholia/core';
import { fields } from '@scholia/domain';
import { encodePatch, type Labelmap } from '@scholia/volume';
import { difference } from '@scholia/volume/ops';
import { z } from 'zod';
import { gatewayOf } from '../reading-gateway.ts';
import { imageOf, readingOf, readingScope } from '../scopes.ts';
import type { Services } from '../services.ts';
import { type CommandCall, command } from '../use-case.ts';
import { labelsAt, reached } from './labels-at.ts';
import { ReadingFold } from './reading-fold.ts';

/** Each loses to somebody's edit in the milliseconds between folding and committing: so many in a row are no accident. */
const ATTEMPTS = 20;

/**
 * One operation of the caller, which makes the labels what they were, and the event that says why, in one commit. It can be
 * undone like any other. Nothing that anybody has done is taken out of the log.
 */
export const restoreReading = command({
  name: 'readings.restore',
  summary: 'Make the labels of a reading what they were at a log position, as one operation that can be undone.',
  input: z.object({
    readingId: fields.readingId,
    toPosition: fields.position,
    reason: z.string().trim().min(1).max(500),
  }),
  output: z.object({
    /** Of the event that holds the reason. */
    position: fields.position,
    /** Of the operation, in a session of its own. */
    session: fields.uint32,
    counter: fields.count,
  }),
  access: { type: 'project', capability: 'label.edit', scope: readingScope },
  async run({ services, user }, { readingId, toPosition, reason }) {
    const { imageId, status } = await readingOf(services.sql, readingId);
    if (status !== 'open') throw new AppError('reading-closed', 'This reading has been submitted.');
    const image = await imageOf(services.sql, imageId);
    const restore = { toPosition: await reached(services, BigInt(toPosition)), reason };
    const then = (await labelsAt(services, readingId, image, restore.toPosition)).fold.labels;
    const now = new ReadingFold(services, readingId, image);
    for (let attempt = 1; ; attempt++) {
      await now.catchUp();
      try {
        const position = await write(services, user, readingId, { ...restore, then, now });
        return { position: String(position), ...(await operationOf(services, position)) };
      } catch (error) {
        // Somebody has edited since `now`: their work counts, too.
        const isOutdated = isAppError(error) && error.code === 'conflict' && error.details.reason === 'outdated';
        if (!isOutdated || attempt === ATTEMPTS) throw error;
      }
    }
  },
});

async function write(
  services: Services,
  user: CommandCall['user'],
  readingId: ReadingId,
  { toPosition, reason, then, now }: { toPosition: bigint; reason: string; then: Labelmap; now: ReadingFold },
): Promise<bigint> {
  const patch = encodePatch(difference(now.fold.labels, then));
  if (patch.length === 0) {
    throw new AppError('conflict', 'The labels are what they were then: there is nothing to restore.', {
      details: { reason: 'no-difference' },
    });
  }
  const content = patch.length <= MAX_INLINE_PATCH ? { patch } : { blob: await services.blobs.put(patch) };
  const parameters = { position: Number(toPosition) };
  const what = { type: 'Patch', layer: 'labels', tool: 'restore', parameters, content } as const;
  const { position } = await gatewayOf(services).applyOperations(
    readingId,
    user,
    [{ ...what, policy: { mode: 'all' }, locked: [] }],
    { toPosition, reason, after: now.position },
  );
  return position;
}

async function operationOf({ events }: Services, position: bigint): Promise<OperationId> {
  const [event] = await events.read({ after: position - 1n, upTo: position, limit: 1, types: ['ReadingRestored'] });
  const { payload } = must(event?.type === 'ReadingRestored' ? event : undefined, 'the restore is at its position');
  return { session: payload.session, counter: payload.counter };
}
