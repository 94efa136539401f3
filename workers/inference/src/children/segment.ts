import { must } from '@scholia/core';
import { serveChildTask } from '@scholia/jobs';
import { type Case, methodNamed, type Parameters, type Progress, type ValuesOf } from '@scholia/segmentation';
import { bytesOfShares, type Dims, encodeByteMap } from '@scholia/volume';

export interface SegmentInput {
  readonly method: string;
  readonly given: Case;
  readonly values: ValuesOf<Parameters>;
}

export interface SegmentResult {
  readonly labelmap: Uint8Array;
  /** Image voxels per cell along i, j, k. */
  readonly cellVoxels: Dims;
  /** How unsure each voxel is, as a byte map; only from methods that know. */
  readonly uncertainty: Uint8Array | undefined;
}

serveChildTask<SegmentInput, Progress, SegmentResult>(async ({ method, given, values }, onProgress) => {
  const chosen = must(methodNamed(method), 'it was looked up');
  const { labelmap, region, uncertainty } = await chosen.run(given, values as never, { onProgress });
  return {
    labelmap,
    cellVoxels: region.factor,
    uncertainty: uncertainty && (await encodeByteMap(given.dims, bytesOfShares(uncertainty))),
  };
});
