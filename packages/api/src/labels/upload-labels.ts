import { AppError } from '@scholia/core';
import { fields } from '@scholia/domain';
import { type NiftiImage, readNifti } from '@scholia/formats';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import { z } from 'zod';
import { gatewayOf } from '../reading-gateway.ts';
import { upload } from '../schemas.ts';
import { imageOf, projectOf, readingOf, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';

/** Largest difference of affine entries that still counts as the same place, mm (invariant 8). */
const AFFINE_TOLERANCE_MM = 1e-4;

/**
 * Writes the labelled voxels of a file over the reading's labels, as one operation of the caller that can be undone.
 * Voxels that are 0 in the file stay as they are.
 */
export const uploadLabels = command({
  name: 'labels.upload',
  summary: 'Write a NIfTI labelmap of the image\u2019s own geometry over the labels of a reading.',
  input: z.object({ readingId: fields.readingId, file: upload }),
  output: z.object({ position: fields.position, blob: fields.digest }),
  access: { type: 'project', capability: 'label.edit', scope: readingScope },
  async run({ services, user }, { readingId, file }) {
    const gateway = gatewayOf(services);
    const reading = await readingOf(services.sql, readingId);
    if (reading.status !== 'open') throw new AppError('reading-closed', 'This reading has been submitted.');
    const [image, project] = await Promise.all([
      imageOf(services.sql, reading.imageId),
      projectOf(services.sql, reading.projectId),
    ]);
    const { bytes } = await file.read();
    const given = readNifti(bytes, { maxBytes: services.limits.uploadBytes });
    refuseOtherGeometry(given, image);
    const labels = labelsOf(given, new Set(project.labels.map(({ value }) => value)));
    const blob = await services.blobs.put(encodeLabelmap(Labelmap.fromDense(image.dims, labels)));
    const { position } = await gateway.applyOperations(readingId, user, [
      { type: 'Mask', layer: 'labels', blob, source: { type: 'import' }, policy: { mode: 'all' }, locked: [] },
    ]);
    return { position: String(position), blob };
  },
});

function refuseOtherGeometry(
  given: NiftiImage,
  image: { readonly dims: readonly number[]; readonly affine: readonly number[] },
): void {
  const isSameGrid = given.dims.every((length, axis) => length === image.dims[axis]);
  const isSamePlace = given.affine.m.every(
    (value, index) => Math.abs(value - image.affine[index]) <= AFFINE_TOLERANCE_MM,
  );
  if (isSameGrid && isSamePlace) return;
  throw new AppError(
    'unusable-file',
    `The labels must have the image\u2019s own geometry (${image.dims.join(' x ')} voxels, the same affine). Resample them onto the image first.`,
    { details: { reason: 'other-geometry', dims: given.dims, expected: image.dims } },
  );
}

function labelsOf({ data }: NiftiImage, known: ReadonlySet<number>): Uint8Array {
  const labels = new Uint8Array(data.length);
  for (let index = 0; index < data.length; index++) {
    const value = data[index];
    if (value !== 0 && !known.has(value)) {
      throw new AppError('unusable-file', `The file holds the value ${value}, which is no label of the project.`, {
        details: { reason: 'unknown-label', value },
      });
    }
    labels[index] = value;
  }
  return labels;
}
