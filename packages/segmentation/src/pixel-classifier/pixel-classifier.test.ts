import { seededRandom } from '@scholia/core';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, OUTSIDE, pixelClassifier, type ValuesOf, type Work } from '../index.ts';
import { reasonOf } from '../testing/reason-of.ts';

type Given = Case & Partial<ValuesOf<typeof pixelClassifier.parameters>>;

const classify = (given: Given, work: Work = {}) =>
  pixelClassifier.run(given, { ...defaultsOf(pixelClassifier), ...given }, work);

/** A box whose left half is one thing and right half another, each with two lines scribbled through it. */
function halves(intensityOf: (isLeft: boolean, random: ReturnType<typeof seededRandom>) => number): Given & {
  truth: Uint8Array;
} {
  const dims: Dims = [28, 20, 16];
  const random = seededRandom(3);
  const image = new Float32Array(28 * 20 * 16);
  const truth = new Uint8Array(image.length);
  const prompts = new Uint8Array(image.length);
  for (let k = 0, at = 0; k < 16; k++)
    for (let j = 0; j < 20; j++)
      for (let i = 0; i < 28; i++, at++) {
        truth[at] = i < 14 ? 1 : 0;
        image[at] = intensityOf(i < 14, random);
        if ((k === 4 || k === 12) && j > 8 && j < 12 && i > 1 && i < 26 && i !== 13 && i !== 14)
          prompts[at] = i < 14 ? 5 : OUTSIDE;
      }
  return { dims, spacingMm: [1, 1, 1], image, prompts, labels: [5], truth };
}

const texture = () => halves((isLeft, random) => 100 + (isLeft ? 30 : 8) * random.gaussian());
const bright = () => halves((isLeft, random) => (isLeft ? 100 : 0) + 20 * random.gaussian());

const masked = (labelmap: Uint8Array) => labelmap.map((label) => (label === 0 ? 0 : 1));

describe('pixelClassifier', () => {
  it('tells textures apart that are equally bright', async () => {
    const given = texture();
    const { labelmap, region } = await classify(given);
    expect(dice(masked(labelmap), given.truth, 1)).toBeGreaterThan(0.93);
    expect(region.cells).toEqual([28, 20, 16]);
  });

  it('keeps every prompt, even where it contradicts the image, and is not unsure of it', async () => {
    const given = bright();
    const prompts = given.prompts.slice();
    prompts[0] = OUTSIDE;
    prompts[27] = 5;
    prompts[28 * 200 + 3] = 9;
    const { labelmap, uncertainty } = await classify({ ...given, prompts });
    prompts.forEach((prompt, at) => {
      if (prompt === 0) return;
      expect(labelmap[at]).toBe(prompt === 5 ? 5 : 0);
      expect(uncertainty[at]).toBe(0);
    });
  });

  it('is less sure where it is wrong', async () => {
    const given = halves((isLeft, random) => (isLeft ? 100 : 0) + 150 * random.gaussian());
    const { labelmap, uncertainty } = await classify(given);
    const mask = masked(labelmap);
    const mean = (isWanted: boolean) => {
      const own = uncertainty.filter((_, at) => (mask[at] !== given.truth[at]) === isWanted);
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    };
    expect(mean(true)).toBeGreaterThan(1.5 * mean(false));
    expect(uncertainty.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('gives several labels at once, and tells them from outside', async () => {
    const given = bright();
    const image = given.image.map((value, at) => (at % 28 > 20 ? 250 : value));
    const prompts = given.prompts.map((prompt, at) => (prompt === OUTSIDE && at % 28 > 20 ? 6 : prompt));
    const truth = image.map((_, at) => (at % 28 > 20 ? 6 : at % 28 < 14 ? 5 : 0));
    const { labelmap } = await classify({ ...given, image, prompts, labels: [6, 5] });
    expect(labelmap.filter((label, at) => label === truth[at]).length / labelmap.length).toBeGreaterThan(0.95);
  });

  it('lets a few voxels of one side count as much as many of the other', async () => {
    const given = bright();
    // One inside for twenty outside.
    let kept = 0;
    const prompts = given.prompts.map((prompt) => (prompt === 5 && kept++ % 20 !== 0 ? 0 : prompt));
    const { labelmap } = await classify({ ...given, prompts, marginMm: 100 });
    expect(dice(masked(labelmap), given.truth, 1)).toBeGreaterThan(0.9);
  });

  it('says the same every time, whether features are kept or new, and something else with another seed', async () => {
    const given = texture();
    const first = await classify(given);
    const again = await classify(given);
    const fresh = await classify({ ...given, image: given.image.slice() });
    expect(again.uncertainty).toEqual(first.uncertainty);
    expect(fresh.uncertainty).toEqual(first.uncertainty);
    expect((await classify({ ...given, seed: 2 })).uncertainty).not.toEqual(first.uncertainty);
    // Other scales need other features, though the image is known.
    const coarse = await classify({ ...given, scales: 1, finestMm: 3 });
    expect(coarse.uncertainty).not.toEqual(first.uncertainty);
    expect((await classify({ ...given, image: given.image.slice(), scales: 1, finestMm: 3 })).uncertainty).toEqual(
      coarse.uncertainty,
    );
  });

  it('depends on ratios of millimetres only, and on gain and offset not at all', async () => {
    const given = texture();
    const plain = await classify({ ...given, spacingMm: [0.5, 1, 2], marginMm: 50 });
    const larger = await classify({ ...given, spacingMm: [1, 2, 4], marginMm: 100, image: given.image.slice() });
    expect(larger.labelmap).toEqual(plain.labelmap);
    const scaled = await classify({
      ...given,
      spacingMm: [0.5, 1, 2],
      marginMm: 50,
      image: given.image.map((v) => 4 * v),
    });
    expect(dice(masked(scaled.labelmap), masked(plain.labelmap), 1)).toBeGreaterThan(0.99);
  });

  it('answers in a single slice, and leaves everything outside of the region alone', async () => {
    const given = bright();
    const flat: Given = {
      ...given,
      dims: [28, 20, 1],
      image: given.image.slice(0, 560),
      prompts: given.prompts.slice(4 * 560, 5 * 560),
    };
    const { labelmap, region } = await classify({ ...flat, marginMm: 3 });
    expect([region.from[1], region.size[1]]).toEqual([6, 9]);
    expect(labelmap.subarray(0, 6 * 28).every((label) => label === 0)).toBe(true);
    const inRegion = masked(labelmap).subarray(6 * 28, 15 * 28);
    expect(dice(inRegion, given.truth.slice(6 * 28, 15 * 28), 1)).toBeGreaterThan(0.9);
  });

  it('coarsens a region that is too large, and fills coarse cells with prompts', async () => {
    const given = bright();
    const { labelmap, region } = await classify({ ...given, maxVoxels: 1200 });
    expect(region.factor).toEqual([2, 2, 2]);
    expect(dice(masked(labelmap), given.truth, 1)).toBeGreaterThan(0.9);
    // Beside the prompt, in the same cell.
    expect(labelmap[8 + 28 * (12 + 20 * 4)]).toBe(5);
  });

  it('refuses what has no answer, and says why', async () => {
    const given = bright();
    const only = (value: number) => given.prompts.map((prompt) => (prompt === value ? value : 0));
    expect(await reasonOf(classify({ ...given, prompts: only(OUTSIDE) }))).toBe('no-foreground');
    expect(await reasonOf(classify({ ...given, prompts: only(5) }))).toBe('no-background');
    expect(await reasonOf(classify({ ...given, labels: [4] }))).toBe('no-foreground');
    expect(await reasonOf(classify({ ...given, image: given.image.map(() => 7) }))).toBe('constant-image');
    expect(await reasonOf(classify({ ...given, maxVoxels: 1 }))).toMatch(/no-foreground|no-background/);
  });

  it('stops when told, in whichever stage', async () => {
    for (const last of ['features', 'training', 'prediction']) {
      const controller = new AbortController();
      const seen: string[] = [];
      const run = classify(bright(), {
        signal: controller.signal,
        onProgress: ({ stage }) => {
          seen.push(stage);
          if (stage === last) controller.abort(new Error('enough'));
        },
      });
      await expect(run).rejects.toThrow('enough');
      expect(seen.at(-1)).toBe(last);
    }
    let now = 0;
    const { elapsedMs } = await classify(bright(), { clock: () => now++ });
    expect(elapsedMs).toEqual({ region: 1, features: 1, training: 1, prediction: 1, mask: 1 });
  });
});
