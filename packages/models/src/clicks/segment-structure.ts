import { assert } from '@scholia/core';
import { type Crop, type Dims, voxelCount } from '@scholia/volume';
import type { Plan } from '../plan/plan.ts';
import type { Click, PredictOptions, Predictor } from '../prediction/predictor.ts';
import type { GridImage } from '../prepare/prepare.ts';
import { clickRegions } from './click-regions.ts';

export interface StructureOptions extends Pick<PredictOptions, 'signal' | 'turn' | 'onProgress'> {
  readonly clicks: readonly Click[];
  /** What the structure becomes. */
  readonly label: number;
}

export interface Structure {
  /** The label or 0, in file order, on the image's own grid. */
  readonly labels: Uint8Array;
  /** Where the network looked, in voxels of the file: nothing is labelled elsewhere. */
  readonly regions: readonly Crop[];
  readonly stagesMs: Readonly<Record<string, number>>;
}

/** One structure by clicks, with a network of one structure: at full resolution around the clicks, and nowhere else. */
export async function segmentStructure(
  predictor: Predictor,
  plan: Pick<Plan, 'method' | 'patch'>,
  image: GridImage,
  { clicks, label, onProgress, ...options }: StructureOptions,
): Promise<Structure> {
  const labels = new Uint8Array(voxelCount(image.fileDims));
  const regions = clickRegions(plan, image, clicks);
  const stagesMs: Record<string, number> = {};
  for (const [n, region] of regions.entries()) {
    const share = (done: number) => onProgress?.((n + done) / regions.length);
    const found = await predictor.predictOnGrid(image, {
      ...options,
      ...{ passes: 0, clicks, label, region, onProgress: share },
    });
    paste(found.labels, region, labels, image.fileDims);
    for (const [stage, ms] of Object.entries(found.stagesMs)) stagesMs[stage] = (stagesMs[stage] ?? 0) + ms;
  }
  return { labels, regions, stagesMs };
}

/** Writes a box over a volume; both i fastest. */
export function paste(box: Uint8Array, { from, size }: Crop, into: Uint8Array, [di, dj]: Dims): void {
  assert(box.length === voxelCount(size), 'a box has one byte per voxel');
  for (let k = 0, row = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++, row += size[0])
      into.set(box.subarray(row, row + size[0]), from[0] + di * (from[1] + j + dj * (from[2] + k)));
}
