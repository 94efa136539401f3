import { closestRas, reorder } from '@scholia/geometry';
import { type CaseShape, canonicalShape, scaleOf } from '../prepare/prepare.ts';
import type { TrainingCase } from '../training/cases.ts';

/** What planning wants to know of one case with its labels. */
export interface CaseFacts extends CaseShape {
  /** Intensities look like Hounsfield units: the air around a patient, and enough of soft tissue. */
  readonly isHounsfield: boolean;
  /** Of the labelled voxels: their 0.5th and 99.5th percentile, and mean and deviation between; undefined where nothing is labelled. */
  readonly labelled: ReturnType<typeof scaleOf> | undefined;
  /** Where each label lies along x, y, z: 0 to 1 of the image, the mean of its voxels. */
  readonly places: ReadonlyMap<number, readonly [number, number, number]>;
  /** Voxels of each label. */
  readonly voxels: ReadonlyMap<number, number>;
}

/** Hounsfield units: air is -1000, soft tissue and blood are about 0 to 100, and 12 bits end at 3071. */
const AIR = { from: -3100, to: -500 };
const SOFT = { from: -150, to: 250, leastShare: 0.02 };
const HIGHEST = 5000;

export function factsOf({ data, labels, dims, affine }: TrainingCase): CaseFacts {
  const shape = canonicalShape(dims, affine);
  return {
    ...shape,
    isHounsfield: isHounsfield(data),
    labelled: labels.some((label) => label > 0) ? scaleOf(data.filter((_, at) => labels[at] > 0)) : undefined,
    ...sizesAndPlaces(reorder(closestRas(affine), dims, labels), shape.dims),
  };
}

function sizesAndPlaces(labels: Uint8Array, [dx, dy, dz]: CaseShape['dims']) {
  const sums = new Map<number, [count: number, x: number, y: number, z: number]>();
  for (let z = 0, at = 0; z < dz; z++)
    for (let y = 0; y < dy; y++)
      for (let x = 0; x < dx; x++, at++) {
        if (labels[at] === 0) continue;
        let sum = sums.get(labels[at]);
        if (!sum) {
          sum = [0, 0, 0, 0];
          sums.set(labels[at], sum);
        }
        sum[0]++;
        sum[1] += x;
        sum[2] += y;
        sum[3] += z;
      }
  return {
    voxels: new Map([...sums].map(([label, [count]]) => [label, count])),
    places: new Map(
      [...sums].map(([label, [n, x, y, z]]) => [
        label,
        [(x / n + 0.5) / dx, (y / n + 0.5) / dy, (z / n + 0.5) / dz] as const,
      ]),
    ),
  };
}

function isHounsfield(data: Float32Array): boolean {
  const { low, high } = scaleOf(data);
  if (low < AIR.from || low > AIR.to || high > HIGHEST) return false;
  let soft = 0;
  for (const intensity of data) if (intensity >= SOFT.from && intensity <= SOFT.to) soft++;
  return soft >= SOFT.leastShare * data.length;
}
