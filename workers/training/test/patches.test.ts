import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@scholia/core';
import { environment, FilesystemBlobStore } from '@scholia/db';
import { writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { factsOf, type Plan, patchesInMemory, planTraining, prepareCase } from '@scholia/models';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PreparedFile } from '../src/patches/prepared-file.ts';
import { lazyCase, type StoredCase } from '../src/patches/stored-case.ts';
import { threadedPatches } from '../src/patches/threaded-patches.ts';

const folder = mkdtempSync(join(tmpdir(), 'scholia-patches-'));
const DIMS = [20, 18, 16] as const;
const AFFINE = affine('ijk', 'ras', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]);
let stored: StoredCase[];
let plan: Plan;

beforeAll(async () => {
  vi.stubEnv('SCHOLIA_DATA_DIR', folder);
  const blobs = new FilesystemBlobStore(environment().blobDir);
  const random = seededRandom(1);
  stored = [];
  for (let n = 0; n < 3; n++) {
    const voxels = DIMS[0] * DIMS[1] * DIMS[2];
    const data = Float32Array.from({ length: voxels }, () => random.gaussian());
    const labels = Uint8Array.from({ length: voxels }, (_, at) => (at % 7 === n ? 2 : 0));
    stored.push({
      image: { blob: await blobs.put(await writeNifti({ dims: DIMS, affine: AFFINE, data })), volumeIndex: null },
      labels: await blobs.put(encodeLabelmap(Labelmap.fromDense(DIMS, labels))),
    });
  }
  const { plan: planned } = planTraining({ cases: [factsOf(await lazyCase(stored[0]).load())], labels: [2] });
  plan = { ...planned, batch: 2 };
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('a prepared file', () => {
  it('gives the planes that are asked for, one time after the other', async () => {
    const prepared = prepareCase(await lazyCase(stored[0]).load(), plan);
    const file = PreparedFile.write(join(folder, 'one.case'), prepared);
    const plane = prepared.dims[0] * prepared.dims[1];
    for (const [from, to] of [
      [3, 5],
      [0, prepared.dims[2]],
      [7, 8],
    ]) {
      const { image, classes } = file.planes(from, to);
      expect(image).toEqual(prepared.image.subarray(from * plane, to * plane));
      expect(classes).toEqual(prepared.classes.subarray(from * plane, to * plane));
    }
    file.close();
  });
});

describe('patches from a thread', () => {
  it('are those that are cut in memory, in whatever order they are drawn, and leave nothing behind', async () => {
    const local = await patchesInMemory(stored.map(lazyCase), plan);
    const cases = join(folder, 'cases');
    const prepared: number[] = [];
    const threaded = await threadedPatches({ cases: stored, plan, folder: cases }, (count) => prepared.push(count));
    expect(prepared).toEqual([1, 2, 3]);
    for (const seed of [5, 6, 7, 100, 6]) expect(await threaded.draw(seed)).toEqual(await local.draw(seed));
    await threaded.close();
    expect(existsSync(cases)).toBe(false);
  });

  it('say what is wrong with a case', async () => {
    const broken = [stored[0], { ...stored[1], labels: stored[1].image.blob }];
    const asked = threadedPatches({ cases: broken, plan, folder: join(folder, 'broken') });
    await expect(asked).rejects.toThrow();
    expect(existsSync(join(folder, 'broken'))).toBe(false);
  });
});
