import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { readingOf, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';

export const reopenReading = command({
  name: 'readings.reopen',
  summary: 'Let a submitted reading take edits again.',
  input: z.object({ readingId: fields.readingId, reason: z.string().trim().min(1).max(500) }),
  output: nothing,
  access: { type: 'project', capability: 'reading.reopen', scope: readingScope },
  async run({ actor, commit }, { readingId, reason }) {
    await commit(async (tx, { scope }) => {
      await tx.lockStream(streams.reading(readingId));
      if ((await readingOf(tx.sql, readingId)).status === 'open') {
        throw new AppError('conflict', 'The reading is open already.');
      }
      tx.append({
        streamId: streams.reading(readingId),
        events: [{ type: 'ReadingReopened', payload: { readingId, reason }, actor, ...scope }],
      });
    });
    return {};
  },
});
