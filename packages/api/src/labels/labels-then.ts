import { fields } from '@scholia/domain';
import { encodeLabelmap } from '@scholia/volume';
import { z } from 'zod';
import { labelsAt, reached } from '../readings/labels-at.ts';
import { download } from '../schemas.ts';
import { imageOf, readingOf, readingScope } from '../scopes.ts';
import { query } from '../use-case.ts';

/** For viewers that go back in time: a few kilobytes, where the file is megabytes. */
export const labelsThen = query({
  name: 'labels.then',
  summary: 'The labels of a reading as they were at a log position, run-length encoded (see the volume package).',
  input: z.object({ readingId: fields.readingId, position: fields.position }),
  output: download,
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services }, { readingId, position }) {
    const image = await imageOf(services.sql, (await readingOf(services.sql, readingId)).imageId);
    const upTo = await reached(services, BigInt(position));
    return {
      // What a moment was never changes: who has it already costs no fold.
      etag: `${readingId}-${position}`,
      contentType: 'application/octet-stream',
      fileName: `${readingId}-${position}.labelmap`,
      immutable: true,
      read: async () => encodeLabelmap((await labelsAt(services, readingId, image, upTo)).fold.labels),
    };
  },
});
