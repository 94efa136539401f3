import type { Fold } from '@scholia/collab';
import { AppError } from '@scholia/core';
import { type AnyMethod, type Case, METHODS, type MethodName, reachOf, valuesFrom } from '@scholia/segmentation';
import type { Viewer } from '@scholia/viewer';
import { boundsOf, type Crop, cropLabels, type Dims, type VoxelBox, voxelCount } from '@scholia/volume';
import { gridInMm } from '../grid-mm.ts';
import type { Question } from '../use-segmentation.ts';

/** What the page holds of a reading: what nobody has saved yet included. */
export type HeldFold = Pick<Fold, 'grid' | 'labels' | 'prompts'>;

/** The stored voxels, and what scales them. */
type Intensities = NonNullable<Viewer['intensities']>;

/** A question, and where its method would look for the answer. */
export interface Reach {
  readonly method: MethodName;
  readonly values: Readonly<Record<string, number | string>>;
  readonly labels: readonly number[];
  readonly crop: Crop;
  /** Most that the method will look at: voxels, or blocks of them. */
  readonly cells: number;
}

/** Everything that the answer depends on. */
export interface PreviewTask extends Reach {
  /** On the grid of `crop`. */
  readonly given: Case;
}

const methodOf = (name: MethodName): AnyMethod => METHODS[name];
const usesDrawn = (method: MethodName) => methodOf(method).usesDrawn === true;
const isMethod = (name: string): name is MethodName => Object.hasOwn(METHODS, name);

/** Throws AppError 'bad-request', as the server does, for a method or parameters that there are not. */
export function reachFor({ label, otherLabels, method, parameters }: Question, fold: HeldFold): Reach {
  if (!isMethod(method)) throw new AppError('bad-request', `There is no method ${method}.`);
  const values = valuesFrom(methodOf(method), parameters, gridInMm(fold.grid));
  const labels = [label, ...otherLabels];
  const marks = marksOf(method, labels, fold);
  const crop = marks
    ? reachOf(marks, fold.grid.dims, gridInMm(fold.grid).spacingMm, values)
    : // Any voxel will do to be told that nothing is marked.
      ({ from: [0, 0, 0], size: [1, 1, 1] } as const);
  const cells = Math.min(voxelCount(crop.size), Number(values.maxVoxels));
  return { method, values, labels, crop, cells };
}

/** The task whose answer is what the server answers for the whole image, as far as the crop goes; beyond it there is none. */
export function previewTask(reach: Reach, fold: HeldFold, intensities: Intensities): PreviewTask {
  const { method, labels, crop } = reach;
  const given: Case = {
    dims: crop.size,
    spacingMm: gridInMm(fold.grid).spacingMm,
    image: cropIntensities(intensities, fold.grid.dims, crop),
    prompts: cropLabels(fold.prompts, crop),
    ...(usesDrawn(method) && { drawn: cropLabels(fold.labels, crop) }),
    labels,
  };
  return { ...reach, given };
}

function marksOf(method: MethodName, labels: readonly number[], fold: HeldFold): VoxelBox | undefined {
  const prompts = boundsOf(fold.prompts);
  const drawn = usesDrawn(method) ? boundsOf(fold.labels, (label) => labels.includes(label)) : undefined;
  if (!prompts || !drawn) return prompts ?? drawn;
  const ends = (end: 'from' | 'to', of: (a: number, b: number) => number): Dims => [
    of(prompts[end][0], drawn[end][0]),
    of(prompts[end][1], drawn[end][1]),
    of(prompts[end][2], drawn[end][2]),
  ];
  return { from: ends('from', Math.min), to: ends('to', Math.max) };
}

/** In the file's units, as the server reads them: float32, and 0 for what is not finite. */
function intensityAt({ voxels, slope, intercept }: Intensities, index: number): number {
  const intensity = Math.fround(voxels[index] * slope + intercept);
  return Number.isFinite(intensity) ? intensity : 0;
}

function cropIntensities(intensities: Intensities, dims: Dims, { from, size }: Crop): Float32Array {
  const image = new Float32Array(voxelCount(size));
  for (let k = 0, to = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++) {
      const row = from[0] + dims[0] * (from[1] + j + dims[1] * (from[2] + k));
      for (let i = 0; i < size[0]; i++, to++) image[to] = intensityAt(intensities, row + i);
    }
  return image;
}
