import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_LABELS, makeDemoCase } from '@scholia/demo';
import { readNifti } from '@scholia/formats';
import { spacingMm } from '@scholia/geometry';
import type { Truth } from '@scholia/segmentation/robot';
import { type Dims, resampleLinear, resampleNearest } from '@scholia/volume';

/** One structure in one image, and the truth about it. */
export interface BenchCase extends Truth {
  readonly image: Float32Array;
}

/** A made-up abdomen, resampled to other dims over the same extent: what changes from one size to another is the size. */
export function scaledCase(dims: Dims): BenchCase {
  const demo = makeDemoCase(2);
  const [si, sj, sk] = spacingMm(demo.affine);
  return {
    dims,
    spacingMm: [(si * demo.dims[0]) / dims[0], (sj * demo.dims[1]) / dims[1], (sk * demo.dims[2]) / dims[2]],
    image: resampleLinear(Float32Array.from(demo.image), demo.dims, dims),
    labelmap: resampleNearest(demo.labels, demo.dims, dims),
    labels: [DEMO_LABELS[0].value],
  };
}

export interface CaseSet {
  readonly name: string;
  /** A case for each label, so that each structure is scribbled by itself. */
  readonly cases: readonly BenchCase[];
}

/** The sets that there are; `folder` holds those of real images. */
export function caseSets(count: number, folder: string | undefined): CaseSet[] {
  const demo = Array.from({ length: count }, (_, index) => {
    const { dims, affine, image, labels } = makeDemoCase(index);
    const labelmap = labels;
    return { dims, spacingMm: spacingMm(affine), image: Float32Array.from(image), labelmap };
  });
  const sets = [
    {
      name: 'demo',
      cases: forEachLabel(
        demo,
        DEMO_LABELS.map(({ value }) => value),
      ),
    },
  ];
  if (folder === undefined) return sets;
  const hippocampus = join(folder, 'hippocampus');
  if (existsSync(hippocampus)) {
    const names = readdirSync(join(hippocampus, 'imagesTr')).sort().slice(0, count);
    const images = names.map((name) =>
      realCase(join(hippocampus, 'imagesTr', name), join(hippocampus, 'labelsTr', name)),
    );
    sets.push({ name: 'hippocampus (MR)', cases: forEachLabel(images, [1, 2]) });
  }
  const ct = join(folder, 'ct/totalsegmentator');
  if (existsSync(ct)) {
    const image = realCase(join(ct, 'example_ct.nii.gz'), join(ct, 'example_seg_fast_force_split.nii.gz'));
    sets.push({ name: 'CT', cases: forEachLabel([image], largestLabels(image.labelmap, count)) });
  }
  return sets;
}

type Unlabelled = Omit<BenchCase, 'labels'>;

const forEachLabel = (images: readonly Unlabelled[], labels: readonly number[]): BenchCase[] =>
  images.flatMap((image) =>
    labels.filter((label) => image.labelmap.includes(label)).map((label) => ({ ...image, labels: [label] })),
  );

function realCase(image: string, labels: string): Unlabelled {
  const { dims, affine, data } = readNifti(readFileSync(image));
  const labelmap = Uint8Array.from(readNifti(readFileSync(labels)).data);
  return { dims, spacingMm: spacingMm(affine), image: data, labelmap };
}

function largestLabels(labelmap: Uint8Array, count: number): number[] {
  const voxels = new Uint32Array(256);
  for (const label of labelmap) voxels[label]++;
  return [...voxels.keys()]
    .filter((label) => label > 0 && label < 255 && voxels[label] > 0)
    .sort((a, b) => voxels[b] - voxels[a])
    .slice(0, count);
}
