import { z } from 'zod';
import { affine, code, count, digest, dims, finite, imageId, projectId, shortText, spacingUm } from '../fields.ts';
import { defineEvent } from './define.ts';

/** An image can be labelled. `blob` is the stored NIfTI file as it was given; nothing is reoriented. */
export const imageImported = defineEvent({
  type: 'ImageImported',
  version: 1,
  payload: z.strictObject({
    imageId,
    projectId,
    name: shortText,
    blob: digest,
    bytes: count,
    dims,
    spacingUm,
    affine,
    dtype: code,
    volumeIndex: count.nullable(),
    intensity: z.strictObject({ min: finite, max: finite, mean: finite, sd: finite, p01: finite, p99: finite }),
  }),
  describe: (p, by) => `${by} imported the image "${p.name}" (${p.dims.join(' x ')} voxels).`,
});
