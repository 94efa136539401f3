import type { ImageId } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { newestOfStream } from '@scholia/event-store';
import { extractVolume } from '@scholia/formats';
import { z } from 'zod';
import { download } from '../schemas.ts';
import { imageOf, imageScope } from '../scopes.ts';
import { type CommandCall, command } from '../use-case.ts';

/** Never changes: an image's bytes are named by their digest. */
export const imageFile = command({
  name: 'images.file',
  summary: 'The NIfTI file of an image; of a 4D file, the volume that was chosen.',
  input: z.object({ imageId: fields.imageId }),
  output: download,
  access: { type: 'project', capability: 'label.view', scope: imageScope },
  async run(call, { imageId }) {
    const { services } = call;
    const { blob, volumeIndex, name } = await imageOf(services.sql, imageId);
    const stored = async () => {
      await noteAccess(call, imageId);
      return await services.blobs.get(blob);
    };
    if (volumeIndex !== null) {
      const read = async () => extractVolume(await stored(), volumeIndex);
      return { ...nifti(`${name}.nii`), etag: `${blob}-v${volumeIndex}`, read };
    }
    return { ...nifti(`${name}.nii.gz`), etag: blob, read: stored };
  },
});

/**
 * Once a day for each person and image: the viewer fetches the file at each opening, and what is then looked at is told by
 * `ReadingViewed`; a script may fetch it without any.
 */
async function noteAccess({ services, user, actor, commit }: CommandCall, imageId: ImageId): Promise<void> {
  await commit(async (tx, { scope }) => {
    const streamId = streams.access(imageId, user.userId);
    await tx.lockStream(streamId);
    const [last] = await newestOfStream(tx.sql, services.events.logId, streamId, 1);
    const today = new Date(services.clock()).toISOString().slice(0, 10);
    if (last?.recordedAt.startsWith(today)) return;
    const payload = { imageId, projectId: scope.projectId };
    tx.append({ streamId, events: [{ type: 'ImageAccessed', payload, actor, ...scope }] });
  });
}

const nifti = (fileName: string) => ({ fileName, contentType: 'application/octet-stream', immutable: true });
