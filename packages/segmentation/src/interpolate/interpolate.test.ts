import { seededRandom } from '@scholia/core';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, interpolate, OUTSIDE, type ValuesOf, type Work } from '../index.ts';
import { reasonOf } from '../testing/reason-of.ts';

type Given = Case & Partial<ValuesOf<typeof interpolate.parameters>> & Work;
type Truth = (i: number, j: number, k: number) => number;

const run = ({ signal, onProgress, clock, ...given }: Given) =>
  interpolate.run(given, { ...defaultsOf(interpolate), ...given }, { signal, onProgress, clock });

const DIMS: Dims = [30, 26, 25];

/** A made-up thing, noisily imaged, of which every fourth slice is drawn, from slice 0 on. */
function everyFourth(truthAt: Truth, labels = [1], dims = DIMS): Given & { truth: Uint8Array; drawn: Uint8Array } {
  const random = seededRandom(2);
  const truth = new Uint8Array(dims[0] * dims[1] * dims[2]);
  const drawn = new Uint8Array(truth.length);
  for (let k = 0, at = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        truth[at] = truthAt(i, j, k);
        if (k % 4 === 0) drawn[at] = truth[at];
      }
  const image = Float32Array.from(truth, (label) => 100 * label + 15 * random.gaussian());
  return { dims, spacingMm: [1, 1.2, 1], image, prompts: new Uint8Array(truth.length), drawn, labels, truth };
}

const sphere: Truth = (i, j, k) => (Math.hypot(i - 15, 1.2 * (j - 13), k - 12) < 12.1 ? 1 : 0);
const cone: Truth = (i, j, k) => (Math.hypot(i - 15, 1.2 * (j - 13)) < 13 - 0.5 * k ? 1 : 0);
const cylinder: Truth = (i, j) => (Math.hypot(i - 15, 1.2 * (j - 13)) < 9 ? 1 : 0);
/** A wall between two labels that leans from slice to slice, in a cylinder. */
const halves: Truth = (i, j, k) => cylinder(i, j, k) * (i < 9 + k / 2 ? 1 : 2);

/** The same case with its axes in the order k, i, j. */
function turned<G extends Given & { truth: Uint8Array }>(given: G): G {
  const [ci, cj, ck] = given.dims;
  const before = (at: number) => (Math.floor(at / ck) % ci) + ci * (Math.floor(at / (ck * ci)) + cj * (at % ck));
  const [si, sj, sk] = given.spacingMm;
  return {
    ...given,
    dims: [ck, ci, cj],
    spacingMm: [sk, si, sj],
    image: given.image.map((_, at) => given.image[before(at)]),
    prompts: given.prompts.map((_, at) => given.prompts[before(at)]),
    drawn: given.drawn?.map((_, at) => given.drawn?.[before(at)] ?? 0),
    truth: given.truth.map((_, at) => given.truth[before(at)]),
  };
}

describe.each(['shape', 'image'] as const)('interpolate by %s', (method) => {
  it('gets a sphere, a cone and a leaning wall back', async () => {
    for (const [truthAt, labels] of [
      [sphere, [1]],
      [cone, [1]],
      [halves, [1, 2]],
    ] as const) {
      const given = everyFourth(truthAt, [...labels]);
      const { labelmap } = await run({ ...given, method });
      for (const label of labels) expect(dice(labelmap, given.truth, label)).toBeGreaterThan(0.95);
    }
  });

  it('fills only between drawn slices, and keeps what is drawn or prompted', async () => {
    const given = everyFourth(sphere);
    given.drawn.subarray(0, 30 * 26 * 4).fill(0);
    given.drawn.subarray(30 * 26 * 21).fill(0);
    const between = 15 + 30 * (13 + 26 * 14);
    const prompts = given.prompts.slice();
    [prompts[between], prompts[0], prompts[3 + 30 * (13 + 26 * 10)], prompts[1]] = [OUTSIDE, 1, 1, 9];
    const { labelmap } = await run({ ...given, prompts, method });
    expect([labelmap[between], labelmap[0], labelmap[3 + 30 * (13 + 26 * 10)], labelmap[1]]).toEqual([0, 1, 1, 0]);
    const wrong = labelmap.findIndex((label, at) => {
      const k = Math.floor(at / (30 * 26));
      if (prompts[at] !== 0) return false;
      return k < 4 || k > 20 ? label !== 0 : k % 4 === 0 && label !== given.drawn[at];
    });
    expect(wrong).toBe(-1);
  });

  it('leaves what is drawn with another label alone', async () => {
    const given = everyFourth(cylinder);
    const other = 15 + 30 * (13 + 26 * 6);
    given.drawn[other] = 7;
    const { labelmap } = await run({ ...given, method });
    expect([labelmap[other], labelmap[other + 1]]).toEqual([0, 1]);
  });

  it('finds the axis, and gives the same in any axis order', async () => {
    const given = everyFourth(cone);
    const { labelmap } = await run({ ...given, method });
    const other = turned({ ...given, truth: labelmap });
    const { labelmap: found, region } = await run({ ...other, method });
    expect(region.size[0]).toBe(25);
    expect(dice(found, other.truth, 1)).toBeGreaterThan(method === 'shape' ? 0.9999 : 0.995);
    expect(await run({ ...other, method, axis: 'i', clock: () => 0 })).toEqual(
      await run({ ...other, method, clock: () => 0 }),
    );
  });

  it('refuses what is not drawn in two slices', async () => {
    const given = everyFourth(cylinder);
    const single = given.drawn.map((label, at) => (at < 30 * 26 ? label : 0));
    expect(await reasonOf(run({ ...given, method, drawn: undefined }))).toBe('nothing-drawn');
    expect(await reasonOf(run({ ...given, method, drawn: single, axis: 'k' }))).toBe('nothing-drawn');
    expect(await reasonOf(run({ ...given, method, labels: [1, 2] }))).toBe('nothing-drawn');
  });

  it('fills a box that is all label, whatever the image', async () => {
    const given = everyFourth(() => 1, [1], [3, 1, 5]);
    const { labelmap, uncertainty } = await run({ ...given, method, image: new Float32Array(15) });
    expect(labelmap).toEqual(given.truth);
    expect(uncertainty?.some(Number.isNaN) ?? false).toBe(false);
  });

  it('stops when told', async () => {
    const controller = new AbortController();
    const onProgress: Work['onProgress'] = ({ share }) => {
      if (share !== undefined) controller.abort(new Error('enough'));
    };
    await expect(run({ ...everyFourth(cone), method, signal: controller.signal, onProgress })).rejects.toThrow(
      'enough',
    );
  });
});

describe('interpolate by shape', () => {
  it('gets a cylinder back exactly', async () => {
    const given = everyFourth(cylinder);
    expect((await run(given)).labelmap).toEqual(given.truth);
  });

  it('moves a border by the same step in every slice, in mm', async () => {
    // Rows of 2, and four slices on of 10 voxels: two more in each slice.
    const given = everyFourth((i, _, k) => (i < 2 + 2 * k ? 1 : 0), [1], [20, 3, 5]);
    const { labelmap } = await run(given);
    const lengths = [0, 1, 2, 3, 4].map(
      (k) => labelmap.subarray(60 * k, 60 * k + 20).filter((label) => label === 1).length,
    );
    expect(lengths).toEqual([2, 4, 6, 8, 10]);
  });

  it('opens no gap between labels that touch', async () => {
    const given = everyFourth(halves, [1, 2]);
    const { labelmap } = await run(given);
    const isFilled = (labels: Uint8Array) => labels.map((label) => (label === 0 ? 0 : 1));
    expect(isFilled(labelmap)).toEqual(isFilled(given.truth));
  });
});

describe('interpolate by image', () => {
  it('follows what the drawn slices do not show', async () => {
    // Between the drawn slices, the cylinder is bitten into.
    const bitten: Truth = (i, j, k) => (k % 4 === 2 && i > 17 ? 0 : cylinder(i, j, k));
    const given = everyFourth(bitten);
    const byImage = await run({ ...given, method: 'image' });
    const byShape = await run(given);
    const within = (labels: Uint8Array) => labels.subarray(30 * 26 * 6, 30 * 26 * 7);
    expect(dice(within(byImage.labelmap), within(given.truth), 1)).toBeGreaterThan(0.95);
    expect(dice(within(byShape.labelmap), within(given.truth), 1)).toBeLessThan(0.85);
    expect(byImage.uncertainty?.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('coarsens a box that is too large, and still keeps what is drawn', async () => {
    const given = everyFourth(cone);
    const { labelmap, region } = await run({ ...given, method: 'image', maxVoxels: 6000 });
    expect(region.factor).not.toEqual([1, 1, 1]);
    expect(dice(labelmap, given.truth, 1)).toBeGreaterThan(0.9);
    given.drawn.forEach((label, at) => {
      if (label !== 0) expect(labelmap[at]).toBe(label);
    });
  });
});
