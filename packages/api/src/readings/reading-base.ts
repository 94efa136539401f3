import { AppError } from '@scholia/core';
import { newestBase } from '@scholia/db';
import { fields } from '@scholia/domain';
import { z } from 'zod';
import { download } from '../schemas.ts';
import { readingScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const readingBase = query({
  name: 'readings.base',
  summary: 'What the server has folded of a reading: from there a long one opens without replaying every stroke.',
  input: z.object({ readingId: fields.readingId }),
  output: download,
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services }, { readingId }) {
    const newest = await newestBase(services.sql, readingId);
    if (!newest) throw new AppError('not-found', 'Nothing of this reading has been folded yet.');
    return {
      etag: newest.base,
      contentType: 'application/octet-stream',
      fileName: `${readingId}.base`,
      immutable: false,
      read: () => services.blobs.get(newest.base),
    };
  },
});
