import { AppError } from '@scholia/core';
import { fields } from '@scholia/domain';
import { writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { z } from 'zod';
import { ReadingFold } from '../readings/reading-fold.ts';
import { download } from '../schemas.ts';
import { imageOf, readingOf, readingScope } from '../scopes.ts';
import { query } from '../use-case.ts';

/** uint8, 0 = background, the same dimensions and affine as the image. */
export const downloadLabels = query({
  name: 'labels.download',
  summary: 'The labels of a reading as a NIfTI file aligned to its image: as they are, or were at a log position.',
  input: z.object({
    readingId: fields.readingId,
    /** (Default: now) */
    position: fields.position.optional(),
  }),
  output: download,
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services }, { readingId, position }) {
    const { imageId } = await readingOf(services.sql, readingId);
    const image = await imageOf(services.sql, imageId);
    const upTo = position === undefined ? await services.events.head() : BigInt(position);
    if (upTo > (await services.events.head())) {
      throw new AppError('bad-request', 'position: the log has not got that far', { details: { position } });
    }
    const labels = new ReadingFold(services, readingId, image);
    await labels.catchUp(upTo);
    return {
      etag: `${imageId}-${labels.fold.digest()}`,
      contentType: 'application/octet-stream',
      fileName: `${image.name}-labels.nii`,
      immutable: position !== undefined,
      read: async () =>
        writeNifti({
          dims: image.dims,
          affine: affine('ijk', 'ras', image.affine),
          data: labels.fold.labels.toDense(),
        }),
    };
  },
});
