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
  /** Voxels that each label reaches along x, y, z. */
  readonly extents: ReadonlyMap<number, readonly [number, number, number]>;
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
  const sums = new Map<number, LabelSum>();
  for (let z = 0, at = 0; z < dz; z++)
    for (let y = 0; y < dy; y++)
      for (let x = 0; x < dx; x++, at++) {
        if (labels[at] === 0) continue;
        let sum = sums.get(labels[at]);
        if (!sum) {
          sum = new LabelSum();
          sums.set(labels[at], sum);
        }
        sum.add(x, y, z);
      }
  const ofEach = <T>(of: (sum: LabelSum) => T) => new Map([...sums].map(([label, sum]) => [label, of(sum)]));
  return {
    voxels: ofEach(({ count }) => count),
    places: ofEach(
      ({ count: n, sum: [x, y, z] }) => [(x / n + 0.5) / dx, (y / n + 0.5) / dy, (z / n + 0.5) / dz] as const,
    ),
    extents: ofEach(({ low, high }) => [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] as const),
  };
}

class LabelSum {
  count = 0;
  readonly sum: [number, number, number] = [0, 0, 0];
  readonly low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  readonly high = [-1, -1, -1];

  add(...place: [number, number, number]): void {
    this.count++;
    for (let axis = 0; axis < 3; axis++) {
      this.sum[axis] += place[axis];
      this.low[axis] = Math.min(this.low[axis], place[axis]);
      this.high[axis] = Math.max(this.high[axis], place[axis]);
    }
  }
}

function isHounsfield(data: Float32Array): boolean {
  const { low, high } = scaleOf(data);
  if (low < AIR.from || low > AIR.to || high > HIGHEST) return false;
  let soft = 0;
  for (const intensity of data) if (intensity >= SOFT.from && intensity <= SOFT.to) soft++;
  return soft >= SOFT.leastShare * data.length;
}
