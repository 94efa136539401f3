import { makeDemoCase } from '@scholia/demo';
import { spacingMm } from '@scholia/geometry';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, extremePoints, OUTSIDE, type ValuesOf, type Work } from '../index.ts';
import { BALL, CENTRE, noisyBall, type Phantom, turned } from '../testing/noisy-ball.ts';
import { reasonOf } from '../testing/reason-of.ts';

const run = (given: Case, values: Partial<ValuesOf<typeof extremePoints.parameters>> = {}, work: Work = {}) =>
  extremePoints.run(given, { ...defaultsOf(extremePoints), ...values }, work);

/** The ball with a point at its end on either side along the axes. */
function pointed(axes = [0, 1, 2], options?: { seed?: number }): Phantom {
  const given = noisyBall(() => 0, options);
  return { ...given, prompts: extremePointsOf(given.truth, given.dims, BALL, axes) };
}

/** Prompts at the two ends of a label along each axis, in the middle of the voxels that lie there. */
function extremePointsOf(labels: Uint8Array, [di, dj, dk]: Dims, label: number, axes = [0, 1, 2]): Uint8Array {
  const strides = [1, di, di * dj];
  const index = (at: number, axis: number) => Math.floor(at / strides[axis]) % [di, dj, dk][axis];
  const voxels = [...labels.keys()].filter((at) => labels[at] === label);
  const prompts = new Uint8Array(labels.length);
  for (const axis of axes)
    for (const end of [Math.min, Math.max]) {
      const extreme = voxels.reduce((least, at) => end(least, index(at, axis)), index(voxels[0], axis));
      const there = voxels.filter((at) => index(at, axis) === extreme);
      prompts[there[there.length >> 1]] = label;
    }
  return prompts;
}

describe('extremePoints', () => {
  it('finds a noisy ball from six points', async () => {
    for (const seed of [1, 2, 3]) {
      const given = pointed([0, 1, 2], { seed });
      const { labelmap } = await run(given);
      expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.96);
    }
  });

  it('labels the one slice that four points lie in', async () => {
    const given = pointed([0, 1]);
    const { labelmap } = await run(given);
    const slice = given.dims[0] * given.dims[1];
    const truth = given.truth.map((label, at) => (Math.floor(at / slice) === CENTRE[2] ? label : 0));
    expect(dice(labelmap, truth, BALL)).toBeGreaterThan(0.95);
  });

  it('keeps points and corrections, and stays in the box', async () => {
    const given = pointed();
    const prompts = given.prompts.slice();
    const [i, j, k] = CENTRE;
    const wrong = i + 3 + given.dims[0] * (j + given.dims[1] * k);
    prompts[wrong] = OUTSIDE;
    const image = given.image.map((value, at) => (at % given.dims[0] > 17 ? 100 : value));
    const { labelmap } = await run({ ...given, image, prompts });
    prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(labelmap[at]).toBe(prompt === BALL ? BALL : 0);
      if (at % given.dims[0] > 20) expect(labelmap[at]).toBe(0);
    });
  });

  it('finds what bends, along the bend', async () => {
    // A bright half ring: the straight way between its ends is outside.
    const dims: Dims = [30, 20, 5];
    const isRing = (at: number) => {
      const [x, y] = [(at % 30) - 14.5, (Math.floor(at / 30) % 20) - 3];
      return y >= 0 && Math.abs(Math.hypot(x, y) - 10) < 2.5 && Math.floor(at / 600) % 4 !== 0;
    };
    const given = noisyBall(() => 0);
    const truth = Uint8Array.from({ length: 3000 }, (_, at) => (isRing(at) ? BALL : 0));
    const image = Float32Array.from(truth, (label, at) => (label === 0 ? 0 : 100) + 0.4 * given.image[at]);
    const prompts = extremePointsOf(truth, dims, BALL);
    const { labelmap } = await run({ dims, spacingMm: [1, 1, 1], image, prompts, labels: [BALL] });
    expect(dice(labelmap, truth, BALL)).toBeGreaterThan(0.9);
    for (let k = 0; k < 5; k++)
      for (let j = 0; j < 8; j++) for (let i = 11; i < 19; i++) expect(labelmap[i + 30 * (j + 20 * k)]).toBe(0);
  });

  it('does not depend on the order of axes, and is repeatable', async () => {
    const given = pointed();
    const plain = await run(given);
    expect((await run(given)).labelmap).toEqual(plain.labelmap);
    const around = await run(turned(given));
    expect(dice(around.labelmap, turned({ ...given, truth: plain.labelmap }).truth, BALL)).toBeGreaterThan(0.99);
  });

  it('takes several labels: each has its own points, the first one what both could be', async () => {
    const given = pointed();
    const [i, j, k] = CENTRE;
    const other = 8;
    const prompts = given.prompts.slice();
    const at = i + given.dims[0] * (j + given.dims[1] * k);
    for (const step of [-2, 2, -2 * given.dims[0], 2 * given.dims[0]]) prompts[at + step] = other;
    const first = await run({ ...given, prompts, labels: [BALL, other] });
    const last = await run({ ...given, prompts, labels: [other, BALL] });
    const count = (labelmap: Uint8Array) => labelmap.reduce((sum, label) => sum + (label === other ? 1 : 0), 0);
    expect(count(first.labelmap)).toBeLessThan(count(last.labelmap));
    for (const { labelmap } of [first, last])
      prompts.forEach((prompt, voxel) => {
        if (prompt !== 0) expect(labelmap[voxel]).toBe(prompt);
      });
  });

  it('coarsens a region that is too large, and still keeps the points', async () => {
    const given = pointed();
    const { labelmap, region } = await run(given, { maxVoxels: 1500 });
    expect(Math.max(...region.factor)).toBeGreaterThan(1);
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.8);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(labelmap[at]).toBe(BALL);
    });
  });

  it('refuses what has no answer, and says why', async () => {
    const given = pointed();
    expect(await reasonOf(run({ ...given, labels: [4] }))).toBe('no-foreground');
    expect(await reasonOf(run(pointed([1])))).toBe('too-few-points');
    expect(await reasonOf(run({ ...given, image: given.image.map(() => 7) }))).toBe('constant-image');
    const dims: Dims = [5, 1, 1];
    const line = { dims, image: Float32Array.of(1, 2, 3, 4, 5), prompts: Uint8Array.of(3, 3, 3, 3, 3) };
    expect(await reasonOf(run({ ...given, ...line }))).toBe('no-background');
  });

  it('tells each stage, and stops on the way', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const onProgress: Work['onProgress'] = ({ stage }) => {
      seen.push(stage);
      if (seen.filter((one) => one === 'paths').length === 2) controller.abort(new Error('enough'));
    };
    await expect(run(pointed(), {}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
    expect(seen).toEqual(['region', 'paths', 'paths']);
  });

  it('outlines an organ of a made-up abdomen', async () => {
    const { dims, image, labels, affine } = makeDemoCase(2);
    const spleen = 2;
    const prompts = extremePointsOf(labels, dims, spleen);
    const given = { dims, spacingMm: spacingMm(affine), image: Float32Array.from(image), prompts, labels: [spleen] };
    expect(dice((await run(given)).labelmap, labels, spleen)).toBeGreaterThan(0.9);
  });
});
