import { dice } from '@scholia/metrics';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, growFromSeeds, OUTSIDE, type ValuesOf, type Work } from '../index.ts';
import { BALL, scribbledBall, turned, turnedVolume, voxelAt } from '../testing/scribbled-ball.ts';

const run = (given: Case, values: Partial<ValuesOf<typeof growFromSeeds.parameters>> = {}, work: Work = {}) =>
  growFromSeeds.run(given, { ...defaultsOf(growFromSeeds), ...values }, work);

/** A row of voxels without contrast but for one far away, so that distance alone decides. */
function row(spacing: number, prompts: readonly number[]): Case {
  const image = Float32Array.from(prompts, (_, i) => (i === 0 ? 1000 : 0));
  return {
    dims: [prompts.length, 1, 1],
    spacingMm: [spacing, 1, 1],
    image,
    prompts: Uint8Array.from(prompts),
    labels: [BALL],
  };
}

describe('growFromSeeds', () => {
  it('finds a noisy ball from a line inside and two outside', async () => {
    const given = scribbledBall();
    const { labelmap, region } = await run(given);
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.95);
    expect(region.factor).toEqual([1, 1, 1]);
  });

  it('lets several labels compete, with no background at all', async () => {
    const given = scribbledBall();
    const prompts = given.prompts.map((prompt) => (prompt === OUTSIDE ? 9 : prompt));
    const { labelmap } = await run({ ...given, prompts, labels: [BALL, 9] });
    const truth = given.truth.map((label) => (label === BALL ? BALL : 9));
    expect(dice(labelmap, truth, BALL)).toBeGreaterThan(0.95);
    expect(dice(labelmap, truth, 9)).toBeGreaterThan(0.95);
    const alone = await run({ ...given, prompts, labels: [BALL] });
    expect(alone.labelmap).toEqual(labelmap.map((label) => (label === BALL ? BALL : 0)));
  });

  it('divides what has no contrast half way, and a tie goes to the label', async () => {
    const { labelmap } = await run(row(2, [0, BALL, 0, 0, 0, 0, 0, OUTSIDE]));
    expect([...labelmap]).toEqual([BALL, BALL, BALL, BALL, BALL, 0, 0, 0]);
  });

  it('keeps every prompt, even where it contradicts the image', async () => {
    const given = scribbledBall();
    given.prompts[0] = BALL;
    given.prompts[voxelAt(given.dims, 9, 8, 4)] = 7;
    const { labelmap } = await run(given);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(labelmap[at]).toBe(prompt === BALL ? BALL : 0);
    });
  });

  it('depends on millimetres, not on voxels: units, gain and axis order change nothing', async () => {
    const given = scribbledBall();
    const image = given.image.map(Math.round);
    const plain = await run({ ...given, image }, { marginMm: 30, locality: 0.5 });
    const [si, sj, sk] = given.spacingMm;
    const scaled: Case = { ...given, spacingMm: [4 * si, 4 * sj, 4 * sk], image: image.map((value) => 8 * value) };
    expect((await run(scaled, { marginMm: 120, locality: 0.125 })).labelmap).toEqual(plain.labelmap);
    const other = await run(turned({ ...given, image }), { marginMm: 30, locality: 0.5 });
    expect(other.labelmap).toEqual(turnedVolume(plain.labelmap, given.dims));
  });

  it('goes to the edge, or half way with much locality', async () => {
    const prompts = [BALL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, OUTSIDE];
    const given = { ...row(1, prompts), image: Float32Array.from(prompts, (_, i) => (i < 9 ? 100 : 0)) };
    const last = async (locality: number) => (await run(given, { locality })).labelmap.lastIndexOf(BALL);
    expect(await last(0)).toBe(8);
    expect(await last(0.02)).toBe(8);
    expect(await last(5)).toBe(5);
  });

  it('labels nothing outside of the region, coarsens it when it must, and keeps prompts then', async () => {
    const given = scribbledBall();
    const near = await run(given, { marginMm: 2 });
    expect([near.region.from[2], near.region.size[2]]).toEqual([5, 3]);
    expect(near.labelmap.subarray(0, 20 * 18 * 5).every((label) => label === 0)).toBe(true);
    const coarse = await run(given, { maxVoxels: 1200 });
    expect(coarse.region.factor).toEqual([2, 2, 1]);
    expect(dice(coarse.labelmap, given.truth, BALL)).toBeGreaterThan(0.85);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(coarse.labelmap[at]).toBe(prompt === BALL ? BALL : 0);
    });
    expect(coarse.labelmap.every((label) => label === 0 || label === BALL)).toBe(true);
  });

  it('refuses what has no answer, and says why', async () => {
    const given = scribbledBall();
    const only = (value: number) => given.prompts.map((prompt) => (prompt === value ? value : 0));
    const refused = (reason: string) => ({ code: 'bad-request', details: { reason } });
    await expect(run({ ...given, prompts: only(OUTSIDE) })).rejects.toMatchObject(refused('no-foreground'));
    await expect(run({ ...given, prompts: only(BALL) })).rejects.toMatchObject(refused('no-background'));
    await expect(run({ ...given, image: given.image.map(() => 7) })).rejects.toMatchObject(refused('constant-image'));
  });

  it('stops in the middle when told', async () => {
    const dims = [60, 60, 40] as const;
    const image = Float32Array.from({ length: 144_000 }, (_, at) => at % 7);
    const prompts = new Uint8Array(image.length);
    prompts[0] = BALL;
    prompts[image.length - 1] = OUTSIDE;
    const controller = new AbortController();
    const shares: (number | undefined)[] = [];
    const onProgress = ({ stage, share }: { stage: string; share?: number | undefined }) => {
      if (stage === 'grow') shares.push(share);
      if (shares.length === 2) controller.abort(new Error('enough'));
    };
    const given = { dims, spacingMm: [1, 1, 1], image, prompts, labels: [BALL] } as const;
    await expect(run(given, {}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
    expect(shares).toEqual([undefined, 30_000 / 144_000]);
  });
});
