import { AppError, type Digest, digestOf, type ImageId, isAppError, type ProjectId } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { readNifti, writeNifti } from '@scholia/formats';
import { findDuplicate } from '@scholia/projections';
import { z } from 'zod';
import { newId } from '../ids.ts';
import { upload } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { command, type ReadSql } from '../use-case.ts';

/** Longest name that the log holds. */
const MAX_NAME = 200;

/**
 * Imports one NIfTI file. Stored are the bytes as they came; only where `replaceNonFinite` changes voxels is a new file
 * (float32, uncompressed) stored in their place.
 */
export const importImage = command({
  name: 'images.import',
  summary: 'Upload a NIfTI-1 file (.nii, .nii.gz), as the body or as the part "file" of a form.',
  input: z.object({
    projectId: fields.projectId,
    /** (Default: the name of the file) */
    name: z.string().trim().min(1).max(MAX_NAME).optional(),
    /** Which volume of a 4D file, from 0. */
    volume: z.number().int().min(0).optional(),
    /** Put this value where the file holds NaN or infinity. */
    replaceNonFinite: z.number().optional(),
    file: upload,
  }),
  output: z.object({ imageId: fields.imageId, name: z.string(), blob: fields.digest, dims: fields.dims }),
  access: { type: 'project', capability: 'image.import', scope: projectScope },
  async run({ services, actor, commit }, { projectId, name, volume, replaceNonFinite, file }) {
    const given = await file.read();
    const { image, bytes } = usable(given.bytes, volume, replaceNonFinite, services.limits.uploadBytes);
    const blob = digestOf(bytes);
    const volumeIndex = image.volumes > 1 ? image.volume : null;
    await refuseDuplicate(services.sql, projectId, blob, volumeIndex);
    // The blob is durable before the event that names it.
    await services.blobs.put(bytes);
    const imageId = newId<ImageId>(services);
    const title = (name ?? withoutExtension(given.name) ?? `image-${imageId.slice(-8)}`).slice(0, MAX_NAME);
    const { dims, spacingUm, affine, dtype, intensity } = image;
    await commit(async (tx) => {
      // Two uploads of one file at once: the second finds the first.
      await tx.lockStream(streams.project(projectId));
      await refuseDuplicate(tx.sql, projectId, blob, volumeIndex);
      tx.append({
        streamId: streams.image(imageId),
        expected: 'absent',
        events: [
          {
            type: 'ImageImported',
            payload: {
              imageId,
              projectId,
              name: title,
              blob,
              bytes: bytes.length,
              dims,
              spacingUm,
              affine: affine.m,
              dtype,
              volumeIndex,
              intensity,
            },
            actor,
            projectId,
            imageId,
          },
        ],
      });
    });
    return { imageId, name: title, blob, dims };
  },
});

/** What is to be stored, or an AppError that says how to make the file usable. */
function usable(given: Uint8Array, volume: number | undefined, replaceNonFinite: number | undefined, maxBytes: number) {
  try {
    return { image: readNifti(given, { volume, maxBytes }), bytes: given };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { reason, volumes } = error.details;
    if (reason === 'non-finite' && replaceNonFinite !== undefined) {
      const bytes = writeNifti(readNifti(given, { volume, maxBytes, replaceNonFinite }));
      return { image: readNifti(bytes, { maxBytes }), bytes };
    }
    const hint =
      reason === 'four-dimensional' && typeof volumes === 'number'
        ? ` Through the API: ?volume=0 to ?volume=${volumes - 1}.`
        : reason === 'non-finite'
          ? ' Through the API: ?replaceNonFinite=0 puts 0 in their place.'
          : '';
    const code = reason === 'too-large' ? 'too-large' : error.code;
    throw new AppError(code, `${error.message}${hint}`, { cause: error, details: error.details });
  }
}

async function refuseDuplicate(sql: ReadSql, projectId: ProjectId, blob: Digest, volumeIndex: number | null) {
  const known = await findDuplicate(sql, projectId, blob, volumeIndex);
  if (!known) return;
  throw new AppError('duplicate', `This image is in the project already, as "${known.name}".`, {
    details: { imageId: known.id, name: known.name },
  });
}

function withoutExtension(name: string | undefined): string | undefined {
  const bare = name?.replace(/\.nii(\.gz)?$/i, '').trim();
  return bare === '' ? undefined : bare;
}
