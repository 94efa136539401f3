import { AppError, digestOf, type ImageId, isAppError, type ProjectId } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { type NiftiImage, readNifti, writeNifti } from '@scholia/formats';
import { imageWithBlob } from '@scholia/projections';
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
    const limit = services.limits.uploadBytes;
    const image = readForImport(given.bytes, { volume, replaceNonFinite, maxBytes: limit });
    const bytes = replaceNonFinite === undefined ? given.bytes : writeNifti(image);
    const blob = digestOf(bytes);
    const volumeIndex = replaceNonFinite === undefined && image.volumes > 1 ? (volume ?? 0) : null;
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
              affine: [...affine.m],
              dtype: replaceNonFinite === undefined ? dtype : 'float32',
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

/** The file, or an AppError that says how to make it usable with this very request. */
function readForImport(bytes: Uint8Array, options: Parameters<typeof readNifti>[1]): NiftiImage {
  try {
    return readNifti(bytes, options);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { reason, volumes } = error.details;
    const hint =
      reason === 'four-dimensional' && typeof volumes === 'number'
        ? ` Choose one of its ${volumes} volumes: send it again with ?volume=0 to ?volume=${volumes - 1}.`
        : reason === 'non-finite'
          ? ' To replace such voxels by 0, send it again with ?replaceNonFinite=0.'
          : '';
    throw new AppError(error.code, `${error.message}${hint}`, { cause: error, details: error.details });
  }
}

async function refuseDuplicate(sql: ReadSql, projectId: ProjectId, blob: string, volumeIndex: number | null) {
  const known = await imageWithBlob(sql, projectId, blob, volumeIndex);
  if (!known) return;
  throw new AppError('duplicate', `This image is in the project already, as "${known.name}".`, {
    details: { imageId: known.imageId, name: known.name },
  });
}

function withoutExtension(name: string | undefined): string | undefined {
  const bare = name?.replace(/\.nii(\.gz)?$/i, '').trim();
  return bare === '' ? undefined : bare;
}
