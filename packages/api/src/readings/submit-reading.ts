import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { encodeLabelmap } from '@scholia/volume';
import { z } from 'zod';
import { imageOf, readingOf, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { ReadingFold } from './reading-fold.ts';

/** Ends the reading. Whoever trains follows the event; nothing is started from here. */
export const submitReading = command({
  name: 'readings.submit',
  summary: 'Submit a reading: its labels are stored, and it takes no more edits.',
  input: z.object({ readingId: fields.readingId }),
  output: z.object({
    labelDigest: fields.digest,
    labelBlob: fields.digest,
    position: fields.position,
    heldOut: z.boolean(),
  }),
  access: { type: 'project', capability: 'reading.submit', scope: readingScope },
  async run({ services, actor, commit }, { readingId }) {
    const { imageId, projectId } = await readingOf(services.sql, readingId);
    const labels = new ReadingFold(services, readingId, await imageOf(services.sql, imageId));
    // Most of the work before the lock; under it only what came in meanwhile.
    await labels.catchUp();
    return await commit(async (tx) => {
      // The project's stream first: it puts submissions in an order, which decides who is held out.
      await tx.lockStream(streams.project(projectId));
      await tx.lockStream(streams.reading(readingId));
      const reading = await readingOf(tx.sql, readingId);
      if (reading.status !== 'open') throw new AppError('reading-closed', 'This reading has been submitted already.');
      await labels.catchUp();
      if (labels.fold.labels.isEmpty) {
        throw new AppError('conflict', 'Nothing is labelled yet: an empty reading cannot be submitted.');
      }
      const labelBlob = await services.blobs.put(encodeLabelmap(labels.fold.labels));
      const labelDigest = labels.fold.digest();
      const position = String(labels.position);
      const heldOut = reading.heldOut ?? false;
      tx.append({
        streamId: streams.reading(readingId),
        events: [
          {
            type: 'ReadingSubmitted',
            payload: { readingId, imageId, projectId, labelDigest, labelBlob, upToPosition: position, heldOut },
            actor,
            projectId,
            imageId,
            readingId,
          },
        ],
      });
      return { labelDigest, labelBlob, position, heldOut };
    });
  },
});
