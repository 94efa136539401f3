import { must } from '@scholia/core';
import type { Crop, Dims } from '@scholia/volume';
import type { Plan } from '../plan/plan.ts';
import type { Predictor } from '../prediction/predictor.ts';
import type { GridImage } from '../prepare/prepare.ts';
import { regionAround } from './click-regions.ts';
import { paste, type Structure, type StructureOptions } from './segment-structure.ts';
import { worstClick } from './simulate.ts';

/** A slice is taken only where the two agree at least so much, by Dice: elsewhere the flat network went astray. */
const AGREED = 0.5;

/**
 * DeepGrow's pipeline: what a network found in 3D is done again slice by slice, by one that sees slices at their full resolution. It is told
 * the middle of what was found in a slice, and people's clicks there. `found` in file order; `image` on the flat network's grid.
 */
export async function refineSlices(
  predictor: Predictor,
  { patch }: Pick<Plan, 'patch'>,
  image: GridImage,
  found: Uint8Array,
  { clicks, label, onProgress, ...options }: StructureOptions,
): Promise<Structure> {
  const { fileDims: dims, map } = image;
  const through = map.perm[2];
  const labels = found.slice();
  const regions: Crop[] = [];
  const stagesMs: Record<string, number> = {};
  const slices = slicesOf(found, dims, through);
  for (const [n, { slice, voxels, middle }] of slices.entries()) {
    const own = clicks.filter(({ ijk }) => ijk[through] === slice);
    const told = [...own, { ijk: middle, class: 1 }];
    const region = regionAround(voxels, patch, image);
    const share = (done: number) => onProgress?.((n + done) / slices.length);
    const flat = await predictor.predictOnGrid(image, {
      ...options,
      ...{ passes: 0, clicks: told, label, region, onProgress: share },
    });
    for (const [stage, ms] of Object.entries(flat.stagesMs)) stagesMs[stage] = (stagesMs[stage] ?? 0) + ms;
    if (agreement(flat.labels, region, voxels) < AGREED) continue;
    // A region holds all that is labelled in its slice.
    paste(flat.labels, region, labels, dims);
    regions.push(region);
  }
  return { labels, regions, stagesMs };
}

interface Slice {
  readonly slice: number;
  readonly voxels: readonly Dims[];
  /** The voxel farthest from the edge of what is labelled. */
  readonly middle: Dims;
}

/** Slices in which something is labelled, ascending. */
function slicesOf(found: Uint8Array, dims: Dims, through: number): Slice[] {
  const slices = new Map<number, Dims[]>();
  for (let k = 0, at = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        if (found[at] === 0) continue;
        const ijk: Dims = [i, j, k];
        const same = slices.get(ijk[through]);
        if (same) same.push(ijk);
        else slices.set(ijk[through], [ijk]);
      }
  return [...slices]
    .sort(([a], [b]) => a - b)
    .map(([slice, voxels]) => ({ slice, voxels, middle: middleOf(voxels, dims, through) }));
}

function middleOf(voxels: readonly Dims[], dims: Dims, through: number): Dims {
  const flat = dims.with(through, 1) as [number, number, number];
  const truth = new Uint8Array(flat[0] * flat[1] * flat[2]);
  for (const ijk of voxels) truth[indexOf(ijk.with(through, 0), flat)] = 1;
  const click = worstClick({ dims: flat, spacingMm: [1, 1, 1], truth, found: new Uint8Array(truth.length) });
  return must(click, 'something is labelled').at.with(through, voxels[0][through]) as [number, number, number];
}

/** Dice of what is labelled in a region with voxels in it. */
function agreement(labels: Uint8Array, { from, size }: Crop, voxels: readonly Dims[]): number {
  const isBoth = ([i, j, k]: Dims) => labels[indexOf([i - from[0], j - from[1], k - from[2]], size)] !== 0;
  const own = labels.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
  return (2 * voxels.filter(isBoth).length) / (own + voxels.length);
}

const indexOf = (ijk: readonly number[], [di, dj]: Dims): number => ijk[0] + di * (ijk[1] + dj * ijk[2]);
