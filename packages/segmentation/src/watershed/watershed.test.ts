import { dice } from '@scholia/metrics';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, OUTSIDE, type ValuesOf, type Work, watershed } from '../index.ts';
import { BALL, scribbledBall, turned, turnedVolume, voxelAt } from '../testing/scribbled-ball.ts';

const run = (given: Case, values: Partial<ValuesOf<typeof watershed.parameters>> = {}, work: Work = {}) =>
  watershed.run(given, { ...defaultsOf(watershed), ...values }, work);

describe('watershed', () => {
  it('finds a noisy ball from a line inside and two outside', async () => {
    const given = scribbledBall();
    const { labelmap, region } = await run(given);
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.9);
    expect(region.factor).toEqual([1, 1, 1]);
  });

  it('needs its smoothing where there is much noise', async () => {
    const given = scribbledBall({ noise: 25 });
    const smooth = await run(given, { smoothingMm: 1 });
    const rough = await run(given, { smoothingMm: 0 });
    expect(dice(smooth.labelmap, given.truth, BALL)).toBeGreaterThan(0.85);
    expect(dice(rough.labelmap, given.truth, BALL)).toBeLessThan(dice(smooth.labelmap, given.truth, BALL));
  });

  it('puts the border on the steepest place between the markers', async () => {
    const intensities = [0, 1, 0, 0, 2, 10, 30, 34, 35, 34, 35];
    const prompts = Uint8Array.from(intensities, (_, i) => (i === 0 ? BALL : i === 10 ? OUTSIDE : 0));
    const image = Float32Array.from(intensities);
    const given = { dims: [11, 1, 1], spacingMm: [1, 1, 1], image, prompts, labels: [BALL] } as const;
    const { labelmap } = await run(given, { smoothingMm: 0 });
    // 14 per mm at voxel 5, and 12 at voxel 6, where the water from the other side already is.
    expect(labelmap.lastIndexOf(BALL)).toBe(5);
  });

  it('separates two labels without a background', async () => {
    const given = scribbledBall();
    const prompts = given.prompts.map((prompt) => (prompt === OUTSIDE ? 9 : prompt));
    const { labelmap } = await run({ ...given, prompts, labels: [BALL, 9] }, { marginMm: 30 });
    expect(labelmap.every((label) => label === BALL || label === 9)).toBe(true);
    const alone = await run({ ...given, prompts, labels: [BALL] }, { marginMm: 30 });
    expect(alone.labelmap).toEqual(labelmap.map((label) => (label === BALL ? BALL : 0)));
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

  it('depends on millimetres and not on gain; on axis order only where water meets at one level', async () => {
    const given = scribbledBall();
    const plain = await run(given, { marginMm: 30 });
    const [si, sj, sk] = given.spacingMm;
    const scaled: Case = {
      ...given,
      spacingMm: [4 * si, 4 * sj, 4 * sk],
      image: given.image.map((value) => 8 * value),
    };
    expect((await run(scaled, { marginMm: 120, smoothingMm: 4 })).labelmap).toEqual(plain.labelmap);
    const other = await run(turned(given), { marginMm: 30 });
    expect(dice(other.labelmap, turnedVolume(plain.labelmap, given.dims), BALL)).toBeGreaterThan(0.98);
  });

  it('labels nothing outside of the region, coarsens it when it must, and keeps prompts then', async () => {
    const given = scribbledBall();
    const near = await run(given, { marginMm: 2 });
    expect([near.region.from[2], near.region.size[2]]).toEqual([5, 3]);
    expect(near.labelmap.subarray(0, 20 * 18 * 5).every((label) => label === 0)).toBe(true);
    const coarse = await run(given, { maxVoxels: 1200 });
    expect(coarse.region.factor).toEqual([2, 2, 1]);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(coarse.labelmap[at]).toBe(prompt === BALL ? BALL : 0);
    });
    expect(coarse.labelmap.every((label) => label === 0 || label === BALL)).toBe(true);
  });

  it('divides half way what smoothing made flat', async () => {
    const image = Float32Array.of(0, 0, 0, 1e-45, 0, 0);
    const prompts = Uint8Array.of(BALL, 0, 0, 0, 0, OUTSIDE);
    const given = { dims: [6, 1, 1], spacingMm: [1, 1, 1], image, prompts, labels: [BALL] } as const;
    const { labelmap } = await run(given, { smoothingMm: 10 });
    expect([...labelmap]).toEqual([BALL, BALL, BALL, 0, 0, 0]);
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
    const controller = new AbortController();
    const seen: string[] = [];
    const onProgress = ({ stage, share }: { stage: string; share?: number | undefined }) => {
      seen.push(`${stage} ${share ?? 'begins'}`);
      if (stage === 'flood') controller.abort(new Error('enough'));
    };
    await expect(run(scribbledBall(), {}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
    expect(seen).toEqual(['region begins', 'gradient begins', 'flood begins']);
  });
});
