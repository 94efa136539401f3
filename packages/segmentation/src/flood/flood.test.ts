import { dice } from '@scholia/metrics';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, flood, OUTSIDE, type ValuesOf, type Work } from '../index.ts';
import { BALL, scribbledBall, turned, turnedVolume, voxelAt } from '../testing/scribbled-ball.ts';

const run = (given: Case, values: Partial<ValuesOf<typeof flood.parameters>> = {}, work: Work = {}) =>
  flood.run(given, { ...defaultsOf(flood), ...values }, work);

/** One click in the middle, nothing outside. */
function clicked(noise: number) {
  const given = scribbledBall({ noise });
  const prompts = new Uint8Array(given.prompts.length);
  prompts[voxelAt(given.dims, 9, 8, 6)] = BALL;
  return { ...given, prompts };
}

const count = (labelmap: Uint8Array, label: number) => labelmap.filter((value) => value === label).length;

describe('flood', () => {
  it('takes exactly what is within the tolerance and connected', async () => {
    const given = clicked(0);
    const island = voxelAt(given.dims, 1, 1, 1);
    given.image[island] = 100;
    given.image[voxelAt(given.dims, 9, 8, 7)] = 90;
    given.image[voxelAt(given.dims, 9, 8, 5)] = 89;
    const { labelmap, tolerances } = await run(given, { tolerance: 10 });
    const expected = given.truth.slice();
    expected[voxelAt(given.dims, 9, 8, 5)] = 0;
    expect(labelmap).toEqual(expected);
    expect(tolerances).toEqual([10]);
  });

  it('finds a noisy ball from one click, with a tolerance from the noise there', async () => {
    const given = clicked(8);
    const { labelmap, tolerances } = await run(given);
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.95);
    expect(tolerances[0]).toBeGreaterThan(12);
    expect(tolerances[0]).toBeLessThan(48);
  });

  it('finds more with a larger tolerance, never less', async () => {
    const given = clicked(12);
    let before = new Uint8Array(given.truth.length);
    for (const tolerance of [5, 15, 25, 40]) {
      const { labelmap } = await run(given, { tolerance });
      expect(labelmap.every((label, at) => label === BALL || before[at] === 0)).toBe(true);
      expect(count(labelmap, BALL)).toBeGreaterThan(count(before, BALL));
      before = Uint8Array.from(labelmap);
    }
  });

  it('stops at prompts of something else, and keeps every prompt', async () => {
    const given = clicked(0);
    // A wall across the ball, half of it outside and half of a label that nobody asked for.
    for (let k = 0; k < 12; k++)
      for (let j = 0; j < 18; j++) given.prompts[voxelAt(given.dims, 11, j, k)] = j < 9 ? OUTSIDE : 7;
    const { labelmap } = await run(given, { tolerance: 10 });
    expect(labelmap.every((label, at) => label === (at % 20 < 11 ? given.truth[at] : 0))).toBe(true);
    const stray = voxelAt(given.dims, 0, 0, 0);
    given.prompts[stray] = BALL;
    expect((await run(given, { tolerance: 10 })).labelmap[stray]).toBe(BALL);
  });

  it('floods several labels at once', async () => {
    const given = clicked(0);
    given.prompts[0] = 9;
    const { labelmap, tolerances } = await run({ ...given, labels: [9, BALL] }, { tolerance: 10 });
    expect(labelmap).toEqual(given.truth.map((label) => (label === BALL ? BALL : 9)));
    expect(tolerances).toEqual([10, 10]);
  });

  it('refuses a leak, and says how to end it', async () => {
    const given = clicked(0);
    const ballMl = (count(given.truth, BALL) * 1.1 * 2) / 1000;
    await expect(run(given, { tolerance: 10, maxMl: ballMl * 0.99 })).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(/Lower the tolerance/),
      details: { reason: 'leak', label: BALL, tolerance: 10 },
    });
    await expect(run(given, { tolerance: 10, maxMl: ballMl * 1.01 })).resolves.toBeDefined();
  });

  it('does not depend on axis order or on gain and offset', async () => {
    const given = clicked(8);
    const plain = await run(given);
    expect((await run(turned(given))).labelmap).toEqual(turnedVolume(plain.labelmap, given.dims));
    const scaled = await run({ ...given, image: given.image.map((value) => 4 * value) });
    expect(scaled.labelmap).toEqual(plain.labelmap);
    expect(scaled.tolerances[0]).toBeCloseTo(4 * plain.tolerances[0], 3);
  });

  it('labels nothing outside of the region, coarsens it when it must, and keeps prompts then', async () => {
    const near = await run(clicked(8), { tolerance: 1000, marginMm: 2 });
    expect(near.region.size).toEqual([5, 5, 3]);
    expect(count(near.labelmap, BALL)).toBe(5 * 5 * 3);
    const given = clicked(0);
    given.prompts[voxelAt(given.dims, 10, 8, 6)] = OUTSIDE;
    const coarse = await run(given, { tolerance: 30, maxVoxels: 1200 });
    expect(coarse.region.factor).toEqual([2, 2, 1]);
    expect(dice(coarse.labelmap, given.truth, BALL)).toBeGreaterThan(0.85);
    expect(coarse.labelmap[voxelAt(given.dims, 10, 8, 6)]).toBe(0);
    expect(coarse.labelmap.every((label) => label === 0 || label === BALL)).toBe(true);
  });

  it('answers in one slice', async () => {
    const image = Float32Array.of(5, 5, 9, 5, 9, 9);
    const given = { dims: [3, 2, 1], spacingMm: [1, 1, 5], image, labels: [BALL] } as const;
    const prompts = Uint8Array.of(BALL, 0, 0, 0, 0, 0);
    const { labelmap } = await run({ ...given, prompts }, { tolerance: 1 });
    expect([...labelmap]).toEqual([BALL, BALL, 0, BALL, 0, 0]);
  });

  it('refuses what has no answer, and says why', async () => {
    const given = clicked(8);
    const refused = (reason: string) => ({ code: 'bad-request', details: { reason } });
    const prompts = given.prompts.map((prompt) => (prompt === 0 ? 0 : OUTSIDE));
    await expect(run({ ...given, prompts })).rejects.toMatchObject(refused('no-foreground'));
    await expect(run({ ...given, labels: [BALL, 4] })).rejects.toMatchObject(refused('no-foreground'));
    await expect(run({ ...given, image: given.image.map(() => 7) })).rejects.toMatchObject(refused('constant-image'));
    const voxel = { dims: [1, 1, 1], spacingMm: [1, 1, 1], labels: [BALL] } as const;
    const one = run({ ...voxel, image: Float32Array.of(3), prompts: Uint8Array.of(BALL) });
    await expect(one).rejects.toMatchObject(refused('constant-image'));
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

  it('stops when told', async () => {
    const controller = new AbortController();
    const onProgress = ({ stage }: { stage: string }) => {
      if (stage === 'tolerance') controller.abort(new Error('enough'));
    };
    await expect(run(clicked(8), {}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
  });

  it('stops in the middle of a flood', async () => {
    const dims = [100, 100, 60] as const;
    const image = new Float32Array(600_000);
    image[0] = 100;
    const prompts = new Uint8Array(image.length);
    prompts[300_000] = BALL;
    const controller = new AbortController();
    let reports = 0;
    const onProgress = ({ stage }: { stage: string }) => {
      if (stage === 'flood' && ++reports === 2) controller.abort(new Error('enough'));
    };
    const given = { dims, spacingMm: [1, 1, 1], image, prompts, labels: [BALL] } as const;
    const values = { tolerance: 1, maxMl: 10_000, marginMm: 500 };
    await expect(run(given, values, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
  });
});
