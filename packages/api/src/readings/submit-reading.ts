import { AppError, must } from '@scholia/core';
import { decideReading, fields, streams } from '@scholia/domain';
import { countSubmissions } from '@scholia/projections';
import { encodeLabelmap } from '@scholia/volume';
import { z } from 'zod';
import { decided } from '../decided.ts';
import { imageOf, projectOf, readingOf, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { ReadingFold } from './reading-fold.ts';
import { stateOf } from './reading-state.ts';
import { signatureInput, takeSignature } from './signature.ts';

/** Ends the reading. Whoever trains follows the event; nothing is started from here. */
export const submitReading = command({
  name: 'readings.submit',
  summary: 'Submit a reading: its labels are stored, and it takes no more edits.',
  input: z.object({ readingId: fields.readingId, signature: signatureInput.optional() }),
  output: z.object({
    labelDigest: fields.digest,
    labelBlob: fields.digest,
    upToPosition: fields.position,
    heldOut: z.boolean(),
  }),
  access: { type: 'project', capability: 'reading.submit', scope: readingScope },
  async run(call, { readingId, signature: given }) {
    const { services, actor, commit } = call;
    const { imageId, projectId } = await readingOf(services.sql, readingId);
    const labels = new ReadingFold(services, readingId, await imageOf(services.sql, imageId));
    // Most of the work before the lock; under it only what came in meanwhile.
    await labels.catchUp();
    return await commit(async (tx, grant) => {
      // The project's stream first: it puts submissions in an order, which decides who is held out.
      await tx.lockStream(streams.project(projectId));
      await tx.lockStream(streams.reading(readingId));
      const reading = await readingOf(tx.sql, readingId);
      const { signing } = await projectOf(tx.sql, projectId);
      const earlierSubmissions = await countSubmissions(tx.sql, projectId, readingId);
      await labels.catchUp();
      const isOpen = reading.status === 'open';
      if (isOpen && labels.fold.labels.isEmpty) {
        throw new AppError('conflict', 'Nothing is labelled yet: an empty reading cannot be submitted.');
      }
      const labelBlob = await services.blobs.put(encodeLabelmap(labels.fold.labels));
      const command = {
        type: 'SubmitReading',
        role: grant.role,
        labelDigest: labels.fold.digest(),
        labelBlob,
        upToPosition: labels.position,
        earlierSubmissions,
        mustSign: signing.includes('submit'),
        signature: await takeSignature(tx, call, given),
      } as const;
      const events = decided(decideReading(command, stateOf(reading)));
      const submitted = must(events[0], 'submitting is an event');
      if (submitted.type !== 'ReadingSubmitted') throw new Error('bug: submitting decides ReadingSubmitted');
      const scope = { projectId, imageId, readingId };
      tx.append({
        streamId: streams.reading(readingId),
        events: events.map((event) => ({ ...event, actor, ...scope })),
      });
      return submitted.payload;
    });
  },
});
