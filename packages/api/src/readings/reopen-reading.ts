import { decideReading, fields, streams } from '@scholia/domain';
import { z } from 'zod';
import { decided } from '../decided.ts';
import { nothing } from '../schemas.ts';
import { projectOf, readingOf, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { stateOf } from './reading-state.ts';
import { signatureInput, takeSignature } from './signature.ts';

export const reopenReading = command({
  name: 'readings.reopen',
  summary: 'Let a submitted reading take edits again.',
  input: z.object({
    readingId: fields.readingId,
    reason: z.string().trim().min(1).max(500),
    signature: signatureInput.optional(),
  }),
  output: nothing,
  access: { type: 'project', capability: 'reading.reopen', scope: readingScope },
  async run(call, { readingId, reason, signature: given }) {
    const { actor, commit } = call;
    await commit(async (tx, { role, scope }) => {
      await tx.lockStream(streams.reading(readingId));
      const state = stateOf(await readingOf(tx.sql, readingId));
      const { signing } = await projectOf(tx.sql, scope.projectId);
      const signature = await takeSignature(tx, call, given);
      const mustSign = signing.includes('review');
      const events = decided(decideReading({ type: 'ReopenReading', role, reason, mustSign, signature }, state));
      tx.append({
        streamId: streams.reading(readingId),
        events: events.map((event) => ({ ...event, actor, ...scope })),
      });
    });
    return {};
  },
});
