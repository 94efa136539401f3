import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@scholia/core';
import { DEMO_CASES, DEMO_LABELS, makeDemoCase } from '@scholia/demo';
import { readNifti } from '@scholia/formats';
import type { LazyCase, TrainingCase } from '@scholia/models';

export interface LabelledSet {
  readonly cases: readonly LazyCase[];
  /** Label values that occur. */
  readonly labels: readonly number[];
}

/** The demo's images with their true labels, which its own project does not hold. Made when loaded, then kept. */
export function demoSet(count: number): LabelledSet {
  const cases = Array.from({ length: Math.min(count, DEMO_CASES) }, (_, index) =>
    lazily(async () => {
      const { image, dims, affine, labels } = makeDemoCase(index);
      return { data: Float32Array.from(image), dims, affine, labels };
    }),
  );
  return { cases, labels: DEMO_LABELS.map(({ value }) => value) };
}

/**
 * Pairs of equal file name in two folders, by name. Throws AppError 'unusable-file' for a pair of different geometry,
 * 'not-found' when there are fewer than two pairs.
 */
export async function folderSet(images: string, labels: string, count?: number): Promise<LabelledSet> {
  const names = (await listNifti(images)).filter((name) => existsSync(join(labels, name))).slice(0, count);
  if (names.length < 2) {
    throw new AppError('not-found', `"${images}" and "${labels}" have fewer than two .nii or .nii.gz files in common.`);
  }
  const cases = names.map((name) => lazily(() => readPair(join(images, name), join(labels, name))));
  const values = new Set<number>();
  for (const one of cases) for (const value of (await one.load()).labels) values.add(value);
  values.delete(0);
  return { cases, labels: [...values].sort((a, b) => a - b) };
}

async function listNifti(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => {
    throw new AppError('not-found', `There is no folder "${folder}".`);
  });
  return names.filter((name) => /\.nii(\.gz)?$/i.test(name) && !name.startsWith('.')).sort();
}

async function readPair(imageFile: string, labelFile: string): Promise<TrainingCase> {
  const image = readNifti(new Uint8Array(await readFile(imageFile)), { replaceNonFinite: 0 });
  const labels = readNifti(new Uint8Array(await readFile(labelFile)));
  if (image.dims.join() !== labels.dims.join()) {
    throw new AppError(
      'unusable-file',
      `"${labelFile}" has ${labels.dims.join(' x ')} voxels, its image ${image.dims.join(' x ')}.`,
    );
  }
  return { data: image.data, dims: image.dims, affine: image.affine, labels: Uint8Array.from(labels.data) };
}

function lazily(make: () => Promise<TrainingCase>): LazyCase {
  let made: Promise<TrainingCase> | undefined;
  return {
    load: () => {
      made ??= make();
      return made;
    },
  };
}
