import { fields } from '@scholia/domain';
import { extractVolume } from '@scholia/formats';
import { z } from 'zod';
import { download } from '../schemas.ts';
import { imageOf, imageScope } from '../scopes.ts';
import { query } from '../use-case.ts';

/** Never changes: an image's bytes are named by their digest. */
export const imageFile = query({
  name: 'images.file',
  summary: 'The NIfTI file of an image; of a 4D file, the volume that was chosen.',
  input: z.object({ imageId: fields.imageId }),
  output: download,
  access: { type: 'project', capability: 'label.view', scope: imageScope },
  async run({ services }, { imageId }) {
    const { blob, volumeIndex, name } = await imageOf(services.sql, imageId);
    const stored = () => services.blobs.get(blob);
    if (volumeIndex !== null) {
      const read = async () => extractVolume(await stored(), volumeIndex);
      return { ...nifti(`${name}.nii`), etag: `${blob}-v${volumeIndex}`, read };
    }
    return { ...nifti(`${name}.nii.gz`), etag: blob, read: stored };
  },
});

const nifti = (fileName: string) => ({ fileName, contentType: 'application/octet-stream', immutable: true });
