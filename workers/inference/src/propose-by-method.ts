import type { Services } from '@scholia/api/services';
import { readStoredImage } from '@scholia/api/stored-case';
import { AppError } from '@scholia/core';
import { runChildTask } from '@scholia/jobs';
import { methodNamed, type Progress, valuesFrom } from '@scholia/segmentation';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import { chancesFor } from './chances.ts';
import type { SegmentInput, SegmentResult } from './children/segment.ts';
import type { Proposed, Question } from './proposed.ts';

/** Its child stays warm: `prepareChild` starts it before it is needed. */
export const SEGMENT_CHILD = new URL('./children/segment.ts', import.meta.url);

/** An answer by a method of the segmentation package. */
export async function proposeByMethod(
  services: Services,
  { request, image: ref, reading, signal, onProgress }: Question,
): Promise<Proposed> {
  const image = await readStoredImage(services.blobs, ref);
  const [x, y, z] = image.spacingUm;
  const { method: name, label, otherLabels } = request;
  const method = methodNamed(name);
  if (!method) throw new AppError('bad-request', `There is no method ${name} any more. Choose another one.`);
  const chances = await chancesFor(services, request, image.dims);
  const task = {
    module: SEGMENT_CHILD,
    keepsChild: true,
    input: {
      method: name,
      values: valuesFrom(method, request.parameters),
      given: {
        dims: image.dims,
        spacingMm: [x / 1000, y / 1000, z / 1000],
        image: image.data,
        prompts: reading.fold.prompts.toDense(),
        drawn: reading.fold.labels.toDense(),
        labels: [label, ...otherLabels],
        chances,
      },
    },
    signal,
  } as const;
  const { labelmap, cellVoxels, uncertainty } = await runChildTask<SegmentInput, Progress, SegmentResult>(
    task,
    onProgress,
  );
  const voxels: Record<number, number> = {};
  for (const value of labelmap) if (value !== 0) voxels[value] = (voxels[value] ?? 0) + 1;
  const isCoarse = cellVoxels.some((count) => count > 1);
  const [blob, unsure] = await Promise.all([
    services.blobs.put(encodeLabelmap(Labelmap.fromDense(image.dims, labelmap))),
    uncertainty && services.blobs.put(uncertainty),
  ]);
  return {
    source: { type: 'method', method: name },
    blob,
    voxels: { [label]: 0, ...voxels },
    ...(isCoarse && { cellVoxels }),
    ...(unsure && { uncertainty: unsure }),
  };
}
