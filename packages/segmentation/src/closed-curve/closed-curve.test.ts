import { makeDemoCase } from '@scholia/demo';
import { spacingMm } from '@scholia/geometry';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { type Case, closedCurve, defaultsOf, OUTSIDE, type ValuesOf, type Work } from '../index.ts';
import { BALL, CENTRE, noisyBall, type Phantom, turned } from '../testing/noisy-ball.ts';
import { reasonOf } from '../testing/reason-of.ts';

const run = (given: Case, values: Partial<ValuesOf<typeof closedCurve.parameters>> = {}, work: Work = {}) =>
  closedCurve.run(given, { ...defaultsOf(closedCurve), ...values }, work);

/** The ball with a circle of `gapMm` around it in the slice through its centre. */
const circled = (options?: { seed?: number; gapMm?: number }): Phantom =>
  noisyBall(([, , k], mm) => (k === CENTRE[2] && Math.abs(mm - 8 - (options?.gapMm ?? 0)) < 0.8 ? BALL : 0), options);

/** The pixels just around a label, in some slices along k. */
function curvesAround(labels: Uint8Array, [di, dj]: Dims, label: number, slices: readonly number[]): Uint8Array {
  return labels.map((value, at) => {
    if (value === label || !slices.includes(Math.floor(at / (di * dj)))) return 0;
    const isNear = [1, -1, di, -di, di + 1, di - 1, -di + 1, -di - 1].some((step) => labels[at + step] === label);
    return isNear ? label : 0;
  });
}

describe('closedCurve', () => {
  it('finds a noisy ball from one circle around its middle, close or loose', async () => {
    for (const seed of [1, 2, 3])
      for (const gapMm of [0, 1.5]) {
        const given = circled({ seed, gapMm });
        const { labelmap } = await run(given);
        expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.95);
      }
  });

  it('labels nothing around the curve in its slice, and nothing out of reach', async () => {
    const given = circled();
    const slice = given.dims[0] * given.dims[1];
    // In other slices, half of the image is as bright as the ball.
    const image = given.image.map((value, at) =>
      at % given.dims[0] > 14 && Math.floor(at / slice) !== CENTRE[2] ? 100 : value,
    );
    const { labelmap } = await run({ ...given, image }, { marginMm: 4, proximity: 0 });
    expect(labelmap.includes(BALL)).toBe(true);
    labelmap.forEach((label, at) => {
      if (label === 0) return;
      const [i, j, k] = [at % given.dims[0], Math.floor(at / given.dims[0]) % given.dims[1], Math.floor(at / slice)];
      const inPlane = Math.hypot(i - CENTRE[0], 1.1 * (j - CENTRE[1]));
      if (k === CENTRE[2]) expect(inPlane).toBeLessThan(9);
      expect(Math.hypot(Math.max(0, inPlane - 9), 2 * (k - CENTRE[2]))).toBeLessThanOrEqual(4.5);
    });
  });

  it('takes curves across any axis, with the same answer', async () => {
    const given = circled();
    const plain = await run(given);
    const once = turned(given);
    const twice = turned(once);
    for (const around of [once, twice]) {
      const { labelmap } = await run(around);
      expect(dice(labelmap, around.truth, BALL)).toBeGreaterThan(0.95);
    }
    const back = turned({ ...twice, truth: (await run(twice)).labelmap });
    expect(back.dims).toEqual(given.dims);
    expect(dice(back.truth, plain.labelmap, BALL)).toBeGreaterThan(0.999);
  });

  it('keeps corrections', async () => {
    const given = circled();
    const prompts = given.prompts.slice();
    const wrong = CENTRE[0] + given.dims[0] * (CENTRE[1] + given.dims[1] * (CENTRE[2] + 1));
    prompts[wrong] = OUTSIDE;
    prompts[wrong + 2] = 77;
    const { labelmap } = await run({ ...given, prompts });
    expect([labelmap[wrong], labelmap[wrong + 2]]).toEqual([0, 0]);
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.9);
  });

  it('takes several labels', async () => {
    const given = circled();
    const other = 9;
    const slice = given.dims[0] * given.dims[1];
    const small = noisyBall(([i, j, k]) =>
      k === CENTRE[2] + 4 && Math.max(Math.abs(i - 3), Math.abs(j - 3)) === 3 ? other : 0,
    );
    const prompts = given.prompts.map((prompt, at) => prompt || small.prompts[at]);
    const image = given.image.map((value, at) => {
      const [i, j, k] = [at % given.dims[0], Math.floor(at / given.dims[0]) % given.dims[1], Math.floor(at / slice)];
      return Math.max(Math.abs(i - 3), Math.abs(j - 3)) < 3 && Math.abs(k - CENTRE[2] - 4) < 2 ? 200 : value;
    });
    const { labelmap } = await run({ ...given, image, prompts, labels: [BALL, other] });
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.9);
    expect(labelmap[3 + given.dims[0] * (3 + given.dims[1] * (CENTRE[2] + 4))]).toBe(other);
  });

  it('works in a single slice, and where cells are coarse', async () => {
    const given = circled();
    const slice = given.dims[0] * given.dims[1];
    const cut = <T extends Uint8Array | Float32Array>(volume: T) =>
      volume.slice(CENTRE[2] * slice, (CENTRE[2] + 1) * slice) as T;
    const dims: Dims = [given.dims[0], given.dims[1], 1];
    const flat = await run({ ...given, dims, image: cut(given.image), prompts: cut(given.prompts) });
    expect(dice(flat.labelmap, cut(given.truth), BALL)).toBeGreaterThan(0.95);
    const coarse = await run(given, { maxVoxels: 1500 });
    expect(Math.max(...coarse.region.factor)).toBeGreaterThan(1);
    expect(dice(coarse.labelmap, given.truth, BALL)).toBeGreaterThan(0.8);
  });

  it('refuses what has no answer, and says why', async () => {
    const given = circled();
    const open = given.prompts.map((prompt, at) => (at % given.dims[0] === CENTRE[0] ? 0 : prompt));
    expect(await reasonOf(run({ ...given, prompts: open }))).toBe('open-curve');
    await expect(run({ ...given, prompts: open })).rejects.toMatchObject({
      details: { label: BALL, axis: 'k', slice: CENTRE[2] },
    });
    const one = given.prompts.map((_, at) => (at === 5 ? BALL : 0));
    expect(await reasonOf(run({ ...given, prompts: one }))).toBe('open-curve');
    expect(await reasonOf(run({ ...given, labels: [4] }))).toBe('no-foreground');
    expect(await reasonOf(run({ ...given, image: given.image.map(() => 7) }))).toBe('constant-image');
    expect(await reasonOf(run({ ...given, image: given.image.map((_, at) => at % 2) }))).toBe('nothing-found');
  });

  it('tells each stage, stops on the way, and is repeatable', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const onProgress: Work['onProgress'] = ({ stage, share }) => {
      seen.push(stage);
      if (stage === 'mixtures' && share !== undefined) controller.abort(new Error('enough'));
    };
    await expect(run(circled(), {}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
    expect(new Set(seen)).toEqual(new Set(['region', 'mixtures']));
    expect((await run(circled())).labelmap).toEqual((await run(circled())).labelmap);
  });

  it('outlines an organ of a made-up abdomen from three curves', async () => {
    const { dims, image, labels, affine } = makeDemoCase(2);
    const spleen = 2;
    const slice = dims[0] * dims[1];
    const [first, last] = [labels.indexOf(spleen), labels.lastIndexOf(spleen)].map((at) => Math.floor(at / slice));
    const slices = [1, 2, 3].map((n) => Math.round(first + (n * (last - first)) / 4));
    const prompts = curvesAround(labels, dims, spleen, slices);
    const given = { dims, spacingMm: spacingMm(affine), image: Float32Array.from(image), prompts, labels: [spleen] };
    expect(dice((await run(given)).labelmap, labels, spleen)).toBeGreaterThan(0.9);
  });
});
