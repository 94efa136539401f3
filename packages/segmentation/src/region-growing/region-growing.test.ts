import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, OUTSIDE, regionGrowing, type ValuesOf, type Work } from '../index.ts';
import { BALL, scribbledBall, turned, turnedVolume, voxelAt } from '../testing/scribbled-ball.ts';

const run = (given: Case, values: Partial<ValuesOf<typeof regionGrowing.parameters>> = {}, work: Work = {}) =>
  regionGrowing.run(given, { ...defaultsOf(regionGrowing), ...values }, work);

/** One click in the middle, nothing outside. */
function clicked(noise: number) {
  const given = scribbledBall({ noise });
  const prompts = new Uint8Array(given.prompts.length);
  prompts[voxelAt(given.dims, 9, 8, 6)] = BALL;
  return { ...given, prompts };
}

/** Mean, deviation and growth from the definition, with lists of cells. One label. */
function defined({ dims: [di, dj], image, prompts }: Case, multiplier: number, iterations: number): Uint8Array {
  const all = [...prompts.keys()];
  const apart = (a: number, b: number) => [
    Math.abs((a % di) - (b % di)),
    Math.abs((Math.floor(a / di) % dj) - (Math.floor(b / di) % dj)),
    Math.abs(Math.floor(a / (di * dj)) - Math.floor(b / (di * dj))),
  ];
  const seeds = all.filter((at) => prompts[at] === BALL);
  let accepted = all.filter(
    (at) => (prompts[at] === 0 || prompts[at] === BALL) && seeds.some((seed) => Math.max(...apart(at, seed)) <= 1),
  );
  for (let n = 0; n <= iterations; n++) {
    const mean = accepted.reduce((sum, at) => sum + image[at], 0) / accepted.length;
    const variance = accepted.reduce((sum, at) => sum + (image[at] - mean) ** 2, 0) / accepted.length;
    const fits = all.filter(
      (at) => prompts[at] === 0 && Math.abs(image[at] - mean) <= multiplier * Math.sqrt(variance),
    );
    const grown = new Set(seeds);
    for (const at of grown)
      for (const next of fits) if (apart(at, next).reduce((sum, v) => sum + v, 0) === 1) grown.add(next);
    accepted = [...grown];
  }
  return prompts.map((_, at) => (accepted.includes(at) ? BALL : 0));
}

const length = fc.integer({ min: 1, max: 4 });
const problems = fc.tuple(length, length, length).chain((dims) => {
  const count = dims[0] * dims[1] * dims[2];
  const each = { minLength: count, maxLength: count };
  const prompt = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.constantFrom(BALL, OUTSIDE, 9));
  return fc.record({
    dims: fc.constant<Dims>(dims),
    spacingMm: fc.constant([1, 2, 3] as const),
    image: fc.array(fc.integer({ min: 0, max: 20 }), each).map((values) => Float32Array.from(values)),
    prompts: fc.array(prompt, each).map((values) => Uint8Array.from(values)),
    labels: fc.constant([BALL]),
  });
});

describe('regionGrowing', () => {
  it('grows as defined', async () => {
    const answerable = problems.filter(
      ({ image, prompts }) => prompts.includes(BALL) && image.some((intensity) => intensity !== image[0]),
    );
    // A multiplier that no difference of small whole numbers hits exactly: rounding decides nothing.
    const multiplier = fc.constantFrom(0.5123, 1.0457, 2.3571);
    await fc.assert(
      fc.asyncProperty(
        answerable,
        multiplier,
        fc.integer({ min: 0, max: 3 }),
        async (given, multiplier, iterations) => {
          const { labelmap } = await run(given, { multiplier, iterations });
          expect(labelmap).toEqual(defined(given, multiplier, iterations));
        },
      ),
    );
  });

  it('finds a noisy ball from one click', async () => {
    const given = clicked(8);
    const { labelmap, confidences } = await run(given);
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.95);
    const [{ low, high }] = confidences;
    expect(Math.abs((low + high) / 2 - 100)).toBeLessThan(2);
    expect(Math.abs((high - low) / 5 - 8)).toBeLessThan(2);
  });

  it('learns from what it accepted, step by step up a slope, but not over a jump', async () => {
    const image = Float32Array.from({ length: 20 }, (_, i) => (i < 15 ? i : 200));
    const prompts = new Uint8Array(20);
    prompts[0] = BALL;
    const given: Case = { dims: [20, 1, 1], spacingMm: [1, 1, 1], image, prompts, labels: [BALL] };
    const reached = await Promise.all(
      [0, 1, 2, 20].map(async (iterations) =>
        (await run(given, { multiplier: 4, iterations })).labelmap.lastIndexOf(BALL),
      ),
    );
    expect(reached).toEqual([2, 4, 7, 14]);
  });

  it('grows two touching labels, each to its own intensities', async () => {
    const given = scribbledBall({ noise: 8 });
    const prompts = new Uint8Array(given.prompts.length);
    prompts[voxelAt(given.dims, 9, 8, 6)] = BALL;
    prompts[voxelAt(given.dims, 2, 2, 2)] = 9;
    const { labelmap } = await run({ ...given, prompts, labels: [BALL, 9] }, { multiplier: 3 });
    const truth = given.truth.map((label) => (label === BALL ? BALL : 9));
    expect(dice(labelmap, truth, BALL)).toBeGreaterThan(0.95);
    expect(dice(labelmap, truth, 9)).toBeGreaterThan(0.95);
  });

  it('keeps every prompt, even where it contradicts the image, and does not pass those of others', async () => {
    const given = scribbledBall({ noise: 8 });
    const prompts = given.prompts.slice();
    prompts[0] = BALL;
    prompts[voxelAt(given.dims, 9, 8, 4)] = 7;
    for (let k = 0; k < 12; k++) for (let j = 0; j < 18; j++) prompts[voxelAt(given.dims, 13, j, k)] = OUTSIDE;
    const { labelmap } = await run({ ...given, prompts });
    prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(labelmap[at]).toBe(prompt === BALL ? BALL : 0);
    });
    expect(labelmap.every((label, at) => label === 0 || at % 20 < 13)).toBe(true);
  });

  it('does not depend on axis order, gain or offset', async () => {
    const given = clicked(8);
    const whole = { ...given, image: given.image.map(Math.round) };
    const plain = await run(whole);
    expect((await run(turned(whole))).labelmap).toEqual(turnedVolume(plain.labelmap, given.dims));
    const scaled = await run({ ...whole, image: whole.image.map((value) => 8 * value + 64) });
    expect(scaled.labelmap).toEqual(plain.labelmap);
  });

  it('coarsens a region that is too large, and still keeps prompts', async () => {
    const given = scribbledBall({ noise: 8 });
    const { labelmap, region } = await run(given, { maxVoxels: 1200 });
    expect(region.factor).toEqual([2, 2, 1]);
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.8);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(labelmap[at]).toBe(prompt === BALL ? BALL : 0);
    });
    expect(labelmap.every((label) => label === 0 || label === BALL)).toBe(true);
  });

  it('accepts only the same intensity where the click saw one only', async () => {
    const given = clicked(0);
    const { labelmap } = await run(given, { multiplier: 0 });
    expect(labelmap).toEqual(given.truth);
  });

  it('refuses what has no answer, and says why', async () => {
    const given = clicked(8);
    const refused = (reason: string) => ({ code: 'bad-request', details: { reason } });
    const prompts = given.prompts.map((prompt) => (prompt === 0 ? 0 : OUTSIDE));
    await expect(run({ ...given, prompts })).rejects.toMatchObject(refused('no-foreground'));
    await expect(run({ ...given, labels: [BALL, 4] })).rejects.toMatchObject(refused('no-foreground'));
    await expect(run({ ...given, image: given.image.map(() => 7) })).rejects.toMatchObject(refused('constant-image'));
  });

  it('refuses a label whose only prompt is outvoted in its coarse cell', async () => {
    const given = clicked(8);
    for (const [i, j] of [
      [8, 8],
      [8, 9],
      [9, 9],
    ])
      given.prompts[voxelAt(given.dims, i, j, 6)] = OUTSIDE;
    await expect(run(given)).resolves.toBeDefined();
    const coarse = run(given, { maxVoxels: 1200 });
    await expect(coarse).rejects.toMatchObject({ details: { reason: 'no-foreground', label: BALL } });
  });

  it('stops when told, between two estimates', async () => {
    const controller = new AbortController();
    const shares: (number | undefined)[] = [];
    const onProgress = ({ stage, share }: { stage: string; share?: number | undefined }) => {
      if (stage === 'grow') shares.push(share);
      if (shares.length === 2) controller.abort(new Error('enough'));
    };
    await expect(run(clicked(8), {}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
    expect(shares).toEqual([undefined, 0.2]);
  });
});
