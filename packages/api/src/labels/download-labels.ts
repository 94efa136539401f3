import { fields, streams } from '@scholia/domain';
import { writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { z } from 'zod';
import { labelsAt, reached } from '../readings/labels-at.ts';
import { download } from '../schemas.ts';
import { imageOf, readingOf, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';

/**
 * The file's bytes and the event that they were taken out go together: a client that has them already costs neither. uint8,
 * 0 = background, the same dimensions and affine as the image.
 */
export const downloadLabels = command({
  name: 'labels.download',
  summary: 'The labels of a reading as a NIfTI file aligned to its image: as they are, or were at a log position.',
  input: z.object({
    readingId: fields.readingId,
    /** (Default: now) */
    position: fields.position.optional(),
  }),
  output: download,
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services, actor, commit }, { readingId, position }) {
    const { imageId } = await readingOf(services.sql, readingId);
    const image = await imageOf(services.sql, imageId);
    const upTo = position === undefined ? await services.events.head() : await reached(services, BigInt(position));
    const labels = await labelsAt(services, readingId, image, upTo);
    const labelDigest = labels.fold.digest();
    return {
      etag: `${imageId}-${labelDigest}`,
      contentType: 'application/octet-stream',
      fileName: `${image.name}-labels${position === undefined ? '' : `-at-${position}`}.nii`,
      immutable: position !== undefined,
      async read() {
        await commit(async (tx, { scope }) => {
          const what = { readingId, imageId, format: 'nifti', upToPosition: String(upTo), labelDigest };
          tx.append({
            streamId: streams.reading(readingId),
            events: [{ type: 'LabelsExported', payload: what, actor, ...scope }],
          });
        });
        const data = labels.fold.labels.toDense();
        return writeNifti({ dims: image.dims, affine: affine('ijk', 'ras', image.affine), data });
      },
    };
  },
});
