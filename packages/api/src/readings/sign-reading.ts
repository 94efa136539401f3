import { AppError, must } from '@scholia/core';
import { decideReading, fields, streams } from '@scholia/domain';
import { z } from 'zod';
import { decided } from '../decided.ts';
import { nothing } from '../schemas.ts';
import { readingOf, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { stateOf } from './reading-state.ts';
import { signatureInput, takeSignature } from './signature.ts';

/** Approves or adjudicates what somebody else submitted. Submitting and returning are signed where they happen. */
export const signReading = command({
  name: 'readings.sign',
  summary:
    'Put your name to the labels that somebody else submitted: as their reviewer, or as who decides between readings.',
  input: z.object({
    readingId: fields.readingId,
    stage: z.enum(['review', 'adjudication']),
    /** Of the labels that the signer has seen: others may have been submitted meanwhile. */
    labelDigest: fields.digest,
    signature: signatureInput,
  }),
  output: nothing,
  access: { type: 'project', capability: 'reading.review', scope: readingScope },
  async run(call, { readingId, stage, labelDigest, signature: given }) {
    const { actor, user, commit } = call;
    await commit(async (tx, { role, scope }) => {
      await tx.lockStream(streams.reading(readingId));
      const reading = await readingOf(tx.sql, readingId);
      if (reading.submission?.labelDigest !== labelDigest)
        throw new AppError(
          'conflict',
          'Other labels have been submitted since you looked: look again before you sign.',
        );
      const signature = must(await takeSignature(tx, call, given), 'one was given');
      const isOwn = reading.submission?.by === user.userId;
      const events = decided(decideReading({ type: 'SignReading', role, stage, signature, isOwn }, stateOf(reading)));
      tx.append({
        streamId: streams.reading(readingId),
        events: events.map((event) => ({ ...event, actor, ...scope })),
      });
    });
    return {};
  },
});
