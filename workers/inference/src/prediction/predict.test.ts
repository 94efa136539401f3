import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Digest, seededRandom } from '@scholia/core';
import { environment, FilesystemBlobStore } from '@scholia/db';
import { writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { runChildTask } from '@scholia/jobs';
import { encodeCheckpoint, freshState, planSchema } from '@scholia/models';
import { decodeLabelmap } from '@scholia/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PredictInput, PredictResult } from './predict.ts';

const module = new URL('../children/predict-image.ts', import.meta.url);
const DIMS = [24, 24, 24] as const;
const dataDir = process.env.SCHOLIA_DATA_DIR;
const folder = mkdtempSync(join(tmpdir(), 'scholia-predict-'));

let blobs: FilesystemBlobStore;
let weights: Digest;
beforeAll(async () => {
  // The child finds the blobs where this process does.
  process.env.SCHOLIA_DATA_DIR = folder;
  blobs = new FilesystemBlobStore(environment().blobDir);
  const plan = planSchema.parse({
    method: 'deepgrow-3d',
    targetSpacingMm: [1, 1, 1],
    patch: [8, 8, 8],
    channels: [2, 4],
    dropout: 0.2,
    learningRate: 1e-2,
    labels: [1],
    seed: 1,
  });
  const run = { seed: 1, attempts: 0, share: 0, peakRate: 0 };
  weights = await blobs.put(encodeCheckpoint({ plan, run, ...freshState(plan, seededRandom(1)) }));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (dataDir === undefined) delete process.env.SCHOLIA_DATA_DIR;
  else process.env.SCHOLIA_DATA_DIR = dataDir;
});

async function noise(seed: number): Promise<PredictInput['image']> {
  const random = seededRandom(seed);
  const data = Int16Array.from({ length: 24 ** 3 }, () => Math.round(100 * random.gaussian()));
  const grid = affine('ijk', 'ras', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  return { blob: await blobs.put(writeNifti({ dims: DIMS, affine: grid, data })), volumeIndex: null };
}

const REGION = { from: [8, 8, 8], size: [8, 8, 8] } as const;

/** As the tools of a reader would ask. */
async function ask(
  image: PredictInput['image'],
  more: Partial<PredictInput> = {},
  signal?: AbortSignal,
  onProgress?: () => void,
) {
  const network = { kind: 'checkpoint' } as const;
  const input: PredictInput = { weights, network, provider: 'cpu', image, passes: 0, seed: 1, label: 7, ...more };
  const task = { module, input, signal, keepsChild: true, graceMs: 20_000 };
  return await runChildTask<PredictInput, number, PredictResult>(task, onProgress);
}

describe('predict', () => {
  it('a click on an image that was there before costs the network alone', async () => {
    const image = await noise(1);
    const first = await ask(image, { region: REGION, clicks: [{ ijk: [12, 12, 12], class: 1 }] });
    expect(Object.keys(first.stagesMs).sort()).toEqual(['load', 'network', 'prepare', 'read', 'restore', 'store']);
    const second = await ask(image, { region: REGION, clicks: [{ ijk: [11, 12, 12], class: 0 }] });
    expect(Object.keys(second.stagesMs).sort()).toEqual(['network', 'restore', 'store']);
    expect(second.blob).not.toBe(first.blob);
    expect([first.uncertainty, first.chances]).toEqual([null, null]);

    // What was asked for has the label, within the region alone.
    const labels = decodeLabelmap(await blobs.get(first.blob), { dims: DIMS });
    const inside = (at: number) => at >= 8 && at < 16;
    let voxels = 0;
    labels.toDense().forEach((label, at) => {
      if (label === 0) return;
      expect(label).toBe(7);
      expect([at % 24, Math.floor(at / 24) % 24, Math.floor(at / 576)].every(inside)).toBe(true);
      voxels++;
    });
    expect(first.voxels).toEqual({ 7: voxels });
    expect(voxels).toBeGreaterThan(0);
  });

  it('stops in the middle of an image, and keeps what it has loaded', async () => {
    const image = await noise(2);
    await ask(image, { region: REGION });
    const controller = new AbortController();
    const stopped = ask(image, { passes: 8 }, controller.signal, () => controller.abort(new Error('enough')));
    await expect(stopped).rejects.toThrow('enough');
    expect(Object.keys((await ask(image, { region: REGION })).stagesMs)).not.toContain('load');
  });
});
