import { seededRandom } from '@scholia/core';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, levelSet, OUTSIDE, type ValuesOf, type Work } from '../index.ts';
import { reasonOf } from '../testing/reason-of.ts';

type Given = Case & Partial<ValuesOf<typeof levelSet.parameters>>;

const DIMS: Dims = [30, 26, 16];
const SPACING = [1, 1.1, 1.8] as const;

async function grow(given: Given, work: Work = {}) {
  const answer = await levelSet.run(given, { ...defaultsOf(levelSet), ...given }, work);
  return { ...answer, mask: answer.labelmap.map((label) => (label === 0 ? 0 : 1)) };
}

const at = (i: number, j: number, k: number) => i + DIMS[0] * (j + DIMS[1] * k);

/** A noisy bright ball in a dark box, with a small cross inside and nothing outside. */
function ball(noise = 30): Given & { truth: Uint8Array } {
  const random = seededRandom(4);
  const image = new Float32Array(DIMS[0] * DIMS[1] * DIMS[2]);
  const truth = new Uint8Array(image.length);
  const prompts = new Uint8Array(image.length);
  for (let k = 0, n = 0; k < DIMS[2]; k++)
    for (let j = 0; j < DIMS[1]; j++)
      for (let i = 0; i < DIMS[0]; i++, n++) {
        truth[n] = Math.hypot(i - 14, 1.1 * (j - 12), 1.8 * (k - 8)) < 9 ? 1 : 0;
        image[n] = 100 * truth[n] + noise * random.gaussian();
        if (k === 8 && Math.abs(i - 14) + Math.abs(j - 12) < 2) prompts[n] = 3;
      }
  return { dims: DIMS, spacingMm: SPACING, image, prompts, labels: [3], truth, marginMm: 40 };
}

const count = (mask: Uint8Array) => mask.reduce((sum, inside) => sum + inside, 0);

/** Pairs of neighbours along i of which one is inside. */
const roughness = (mask: Uint8Array) => mask.reduce((sum, value, n) => sum + (value !== mask[n - 1] ? 1 : 0), 0);

describe('levelSet', () => {
  it('grows from a small seed to a noisy ball, and stops by itself', async () => {
    const given = ball();
    const { mask, steps } = await grow(given);
    expect(dice(mask, given.truth, 1)).toBeGreaterThan(0.95);
    expect(steps[0]).toBeLessThan(defaultsOf(levelSet).iterations);
    expect((await grow({ ...given, iterations: 5 })).steps).toEqual([5]);
  });

  it('bears much noise, with prompts outside too', async () => {
    const given = ball(70);
    const prompts = given.prompts.slice();
    for (let i = 0; i < 30; i++) for (const j of [0, 1, 24, 25]) prompts[at(i, j, 8)] = OUTSIDE;
    const { mask } = await grow({ ...given, prompts, betaMm: 0.5 });
    expect(dice(mask, given.truth, 1)).toBeGreaterThan(0.9);
  });

  it('starts from what is drawn, and comes to the same from too much and too little', async () => {
    const given = ball();
    const boxed = (reach: number) =>
      given.image.reduce((drawn, _, n) => {
        const [i, j, k] = [n % 30, Math.floor(n / 30) % 26, Math.floor(n / 780)];
        if (Math.abs(i - 14) < reach && Math.abs(j - 12) < reach && Math.abs(k - 8) < reach / 2) drawn[n] = 3;
        return drawn;
      }, new Uint8Array(given.image.length));
    const prompts = new Uint8Array(given.image.length);
    prompts[at(0, 0, 0)] = OUTSIDE;
    for (const reach of [4, 11]) {
      const { mask } = await grow({ ...given, prompts, drawn: boxed(reach) });
      expect(dice(mask, given.truth, 1)).toBeGreaterThan(0.9);
    }
  });

  it('is smoother with a larger beta', async () => {
    const given = ball(70);
    const [rough, smooth] = [await grow({ ...given, betaMm: 0 }), await grow({ ...given, betaMm: 0.6 })];
    expect(roughness(smooth.mask) / count(smooth.mask)).toBeLessThan(0.9 * (roughness(rough.mask) / count(rough.mask)));
  });

  it('keeps every prompt, even where it contradicts the image', async () => {
    const given = ball();
    const prompts = given.prompts.slice();
    prompts[at(1, 1, 1)] = 3;
    prompts[at(14, 16, 8)] = OUTSIDE;
    prompts[at(16, 12, 8)] = 7;
    const { labelmap } = await grow({ ...given, prompts, seedMm: 0.5 });
    prompts.forEach((prompt, n) => {
      if (prompt !== 0) expect(labelmap[n]).toBe(prompt === 3 ? 3 : 0);
    });
  });

  it('takes labels one after the other, and none enters an earlier one', async () => {
    const given = ball();
    const image = given.image.map((value, n) => (n % 30 > 14 && value > 50 ? value + 100 : value));
    const prompts = new Uint8Array(image.length);
    for (let i = 7; i < 12; i++) prompts[at(i, 12, 8)] = 3;
    for (let i = 17; i < 22; i++) prompts[at(i, 12, 8)] = 9;
    for (let j = 0; j < 26; j++) prompts[at(0, j, 8)] = OUTSIDE;
    const { labelmap, steps } = await grow({ ...given, image, prompts, labels: [9, 3] });
    expect(steps.length).toBe(2);
    const half = (isRight: boolean) => given.truth.map((inside, n) => (n % 30 > 14 === isRight ? inside : 0));
    expect(
      dice(
        labelmap,
        half(true).map((inside) => 9 * inside),
        9,
      ),
    ).toBeGreaterThan(0.85);
    expect(
      dice(
        labelmap,
        half(false).map((inside) => 3 * inside),
        3,
      ),
    ).toBeGreaterThan(0.85);
    const alone = await grow({ ...given, image, prompts, labels: [9] });
    expect(labelmap.map((label) => (label === 9 ? 9 : 0))).toEqual(alone.labelmap);
  });

  it('leaves nothing to a label whose drawing lies in an earlier one', async () => {
    const given = ball();
    const drawn = new Uint8Array(given.image.length);
    drawn[at(14, 12, 7)] = 9;
    const { labelmap, steps } = await grow({ ...given, drawn, labels: [3, 9] });
    expect(steps[1]).toBe(0);
    expect(labelmap.includes(9)).toBe(false);
    expect(labelmap.includes(3)).toBe(true);
  });

  it('depends on millimetres, not on voxels, and says the same every time', async () => {
    const given = ball();
    const plain = await grow({ ...given });
    const inches = await grow({
      ...given,
      spacingMm: [4, 4.4, 7.2],
      betaMm: 4 * defaultsOf(levelSet).betaMm,
      marginMm: 160,
    });
    expect(dice(inches.mask, plain.mask, 1)).toBeGreaterThan(0.999);
    expect((await grow({ ...given })).labelmap).toEqual(plain.labelmap);
  });

  it('works in a single slice, in coarse cells, and leaves what is out of the region alone', async () => {
    const given = ball();
    const slice = (volume: Uint8Array) => volume.slice(8 * 780, 9 * 780);
    const flat = await grow({
      ...given,
      dims: [30, 26, 1],
      image: given.image.slice(8 * 780, 9 * 780),
      prompts: slice(given.prompts),
    });
    expect(dice(flat.mask, slice(given.truth), 1)).toBeGreaterThan(0.9);
    const coarse = await grow({ ...given, maxVoxels: 2000 });
    expect(coarse.region.factor).toEqual([2, 2, 2]);
    expect(dice(coarse.mask, given.truth, 1)).toBeGreaterThan(0.8);
    const near = await grow({ ...given, marginMm: 3 });
    expect(near.region.from[0]).toBe(10);
    expect(near.mask.every((inside, n) => inside === 0 || n % 30 >= 10)).toBe(true);
  });

  it('refuses what has no answer, and says why', async () => {
    const given = ball();
    const none = new Uint8Array(given.image.length);
    expect(await reasonOf(grow({ ...given, prompts: none }))).toBe('no-foreground');
    expect(await reasonOf(grow({ ...given, prompts: none, drawn: none }))).toBe('no-foreground');
    expect(await reasonOf(grow({ ...given, labels: [3, 4] }))).toBe('no-foreground');
    expect(await reasonOf(grow({ ...given, image: given.image.map(() => 7) }))).toBe('constant-image');
    expect(await reasonOf(grow({ ...given, seedMm: 100 }))).toBe('no-background');
    const voxel = { dims: [1, 1, 1] as const, image: Float32Array.of(5), prompts: Uint8Array.of(3) };
    expect(await reasonOf(grow({ ...given, ...voxel }))).toBe('no-background');
  });

  it('stops when told, in the middle of its steps', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const shares: number[] = [];
    const run = grow(ball(70), {
      signal: controller.signal,
      onProgress: ({ stage, share }) => {
        if (share === undefined) seen.push(stage);
        else if (stage === 'contour') {
          shares.push(share);
          controller.abort(new Error('enough'));
        }
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual(['region', 'push', 'contour']);
    expect(shares.length).toBe(1);
    let now = 0;
    const { elapsedMs } = await grow(ball(), { clock: () => now++ });
    expect(elapsedMs).toEqual({ region: 1, push: 1, contour: 1, mask: 1 });
  });
});
