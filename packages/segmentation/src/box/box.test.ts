import { DEMO_LABELS, makeDemoCase } from '@scholia/demo';
import { spacingMm } from '@scholia/geometry';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { box, type Case, defaultsOf, OUTSIDE, type ValuesOf, type Work } from '../index.ts';
import { BALL, CENTRE, noisyBall, type Phantom, RADIUS_MM, turned } from '../testing/noisy-ball.ts';
import { reasonOf } from '../testing/reason-of.ts';

const SPACING = [1, 1.1, 2];

const run = (given: Case, values: Partial<ValuesOf<typeof box.parameters>> = {}, work: Work = {}) =>
  box.run(given, { ...defaultsOf(box), ...values }, work);

/** The ball in a box that is 2 mm wider on each side. */
const boxed = (options?: { seed?: number; noise?: number }): Phantom =>
  noisyBall(
    (ijk) => (ijk.every((index, axis) => Math.abs(index - CENTRE[axis]) * SPACING[axis] <= RADIUS_MM + 2) ? BALL : 0),
    options,
  );

describe('box', () => {
  it('finds a noisy ball, whatever the noise', async () => {
    for (const seed of [1, 2, 3]) {
      const given = boxed({ seed });
      const { labelmap, region } = await run(given);
      expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.97);
      expect(region.factor).toEqual([1, 1, 1]);
    }
  });

  it('labels nothing outside of the box, however bright and however coarse the cells', async () => {
    const given = boxed();
    const image = given.image.map((value, at) => (at % given.dims[0] > 16 ? 100 : value));
    for (const maxVoxels of [1_000_000, 1500]) {
      const { labelmap } = await run({ ...given, image }, { maxVoxels });
      expect(labelmap.includes(BALL)).toBe(true);
      labelmap.forEach((label, at) => {
        if (label !== 0) expect(given.prompts[at]).toBe(BALL);
      });
    }
  });

  it('takes corrections as outside: what is marked, and what goes with it', async () => {
    const given = boxed();
    // A second bright thing in the box, below the ball and touching it.
    const isBar = (at: number) => given.prompts[at] === BALL && at % given.dims[0] > 17;
    const image = given.image.map((value, at) => (isBar(at) ? 100 : value));
    const blind = await run({ ...given, image });
    const prompts = given.prompts.map((prompt, at) => (isBar(at) && at % given.dims[0] === 19 ? OUTSIDE : prompt));
    const { labelmap } = await run({ ...given, image, prompts });
    prompts.forEach((prompt, at) => {
      if (prompt === OUTSIDE) expect(labelmap[at]).toBe(0);
    });
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(dice(blind.labelmap, given.truth, BALL));
  });

  it('keeps the largest part', async () => {
    const given = boxed({ noise: 5 });
    const image = given.image.slice();
    const at = 5 + given.dims[0] * (4 + given.dims[1] * 4);
    for (const step of [0, 1, given.dims[0], given.dims[0] + 1]) image[at + step] = 100;
    expect(given.prompts[at]).toBe(BALL);
    const { labelmap } = await run({ ...given, image }, { lambdaMm: 0 });
    expect(labelmap[at]).toBe(0);
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.97);
  });

  it('depends on millimetres, not on voxels: units, gain and axis order change nothing', async () => {
    const given = boxed();
    const plain = await run(given, { lambdaMm: 2, marginMm: 12 });
    const [si, sj, sk] = given.spacingMm;
    const others = { ...given, spacingMm: [4 * si, 4 * sj, 4 * sk] as const, image: given.image.map((v) => 8 * v) };
    expect((await run(others, { lambdaMm: 8, marginMm: 48 })).labelmap).toEqual(plain.labelmap);
    const around = turned(given);
    const { labelmap } = await run(around, { lambdaMm: 2, marginMm: 12 });
    expect(labelmap).toEqual(turned({ ...given, truth: plain.labelmap }).truth);
    expect((await run(given, { lambdaMm: 2, marginMm: 12 })).labelmap).toEqual(plain.labelmap);
  });

  it('takes several labels, each in its own box', async () => {
    const given = boxed();
    const [first, second] = [2, 9];
    const prompts = given.prompts.map((prompt, at) =>
      prompt === 0 ? 0 : Math.floor(at / (given.dims[0] * given.dims[1])) < CENTRE[2] ? first : second,
    );
    const { labelmap } = await run({ ...given, prompts, labels: [first, second] });
    labelmap.forEach((label, at) => {
      if (label !== 0) expect(label).toBe(prompts[at]);
    });
    const halves = given.truth.map((label, at) => (label === 0 ? 0 : prompts[at]));
    for (const label of [first, second]) expect(dice(labelmap, halves, label)).toBeGreaterThan(0.9);
  });

  it('works in a single slice', async () => {
    const given = boxed();
    const slice = given.dims[0] * given.dims[1];
    const cut = <T extends Uint8Array | Float32Array>(volume: T) =>
      volume.slice(CENTRE[2] * slice, (CENTRE[2] + 1) * slice) as T;
    const dims: Dims = [given.dims[0], given.dims[1], 1];
    const { labelmap } = await run({ ...given, dims, image: cut(given.image), prompts: cut(given.prompts) });
    expect(dice(labelmap, cut(given.truth), BALL)).toBeGreaterThan(0.95);
  });

  it('refuses what has no answer, and says why', async () => {
    const given = boxed();
    expect(await reasonOf(run({ ...given, labels: [4] }))).toBe('no-foreground');
    expect(await reasonOf(run({ ...given, image: given.image.map(() => 7) }))).toBe('constant-image');
    expect(await reasonOf(run({ ...given, prompts: given.prompts.map(() => BALL) }))).toBe('no-background');
    const alike = { ...given, image: given.image.map((_, at) => at % 2) };
    expect(await reasonOf(run(alike))).toBe('nothing-found');
    const voxel = { image: Float32Array.of(1), prompts: Uint8Array.of(BALL), dims: [1, 1, 1] as const };
    expect(await reasonOf(run({ ...given, ...voxel }))).toBe('constant-image');
  });

  it('tells each stage, and stops in the midst of a round', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const onProgress: Work['onProgress'] = ({ stage, share }) => {
      seen.push(stage);
      if (stage === 'max-flow' && share !== undefined) controller.abort(new Error('enough'));
    };
    await expect(run(boxed(), {}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
    expect(seen.at(-1)).toBe('max-flow');
    expect(seen).not.toContain('mask');
    const { elapsedMs } = await run(boxed());
    expect(Object.keys(elapsedMs)).toEqual(['region', 'mixtures', 'max-flow', 'mask']);
  });
});

describe('box on made-up abdomens', () => {
  it('outlines what lies in one piece from the box around it', async () => {
    const { dims, image, labels, affine } = makeDemoCase(2);
    for (const { value, name } of DEMO_LABELS) {
      // A box around both kidneys holds more of everything else.
      if (name === 'Kidney') continue;
      const given = { dims, spacingMm: spacingMm(affine), image: Float32Array.from(image), labels: [value] };
      const { labelmap } = await run({ ...given, prompts: boxAround(labels, dims, value) });
      expect(dice(labelmap, labels, value)).toBeGreaterThan(0.9);
    }
  });
});

/** A filled box around a label, one voxel wider on each side. */
function boxAround(labels: Uint8Array, [di, dj, dk]: Dims, value: number): Uint8Array {
  const low = [di, dj, dk];
  const high = [0, 0, 0];
  const ijk = (at: number) => [at % di, Math.floor(at / di) % dj, Math.floor(at / (di * dj))];
  labels.forEach((label, at) => {
    if (label !== value) return;
    ijk(at).forEach((index, axis) => {
      low[axis] = Math.min(low[axis], index - 1);
      high[axis] = Math.max(high[axis], index + 1);
    });
  });
  return labels.map((_, at) => (ijk(at).every((index, axis) => index >= low[axis] && index <= high[axis]) ? value : 0));
}
