import { AppError, digestOf, utf8ToBytes } from '@scholia/core';
import { latestCheckpoint } from '@scholia/event-store';
import { z } from 'zod';
import { download } from '../schemas.ts';
import { query } from '../use-case.ts';

/** Tells nothing but how long the log is, so everybody who is signed in may keep it: the more witnesses the better. */
export const checkpointFile = query({
  name: 'audit.checkpoint',
  summary: 'The newest signed checkpoint of the log, a C2SP signed note. Keep it: later logs are measured by it.',
  input: z.object({}),
  output: download,
  access: { type: 'signed-in' },
  async run({ services: { sql, events } }) {
    const newest = await latestCheckpoint(sql, events.logId);
    if (!newest) throw new AppError('not-found', 'No checkpoint is signed yet. Try again in a minute.');
    const bytes = utf8ToBytes(newest.note);
    return {
      etag: digestOf(bytes),
      contentType: 'text/plain; charset=utf-8',
      fileName: `checkpoint-${newest.size}.txt`,
      immutable: false,
      read: async () => bytes,
    };
  },
});
