import { seededRandom } from '@scholia/core';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, OUTSIDE, randomWalker, type ValuesOf, type Work } from '../index.ts';
import { reasonOf } from '../testing/reason-of.ts';

type Given = Case & Partial<ValuesOf<typeof randomWalker.parameters>> & Work;

async function segment({ signal, onProgress, clock, ...given }: Given) {
  const answer = await randomWalker.run(
    given,
    { ...defaultsOf(randomWalker), ...given },
    { signal, onProgress, clock },
  );
  const { uncertainty } = answer;
  if (!uncertainty) throw new Error('a walker knows how sure it is');
  return { ...answer, uncertainty };
}

/**
 * Two noisy balls, 2 and 5, of unlike brightness that touch in a dark box; a short line in each, two lines outside. More `slices` are empty.
 */
function balls(slices = 12): Given & { truth: Uint8Array } {
  const dims: Dims = [30, 18, slices];
  const random = seededRandom(4);
  const image = new Float32Array(dims[0] * dims[1] * dims[2]);
  const truth = new Uint8Array(image.length);
  const prompts = new Uint8Array(image.length);
  for (let k = 0, at = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        const far = (centre: number) => Math.hypot(i - centre, 1.1 * (j - 8), 2 * (k - 6));
        truth[at] = far(9) < 6 ? 2 : far(20) < 6 ? 5 : 0;
        image[at] = 50 * [0, 0, 2, 0, 0, 4][truth[at]] + 12 * random.gaussian();
        if (k !== 6) continue;
        if (j === 8 && Math.abs(i - 9) < 4) prompts[at] = 2;
        if (j === 8 && Math.abs(i - 20) < 4) prompts[at] = 5;
        if (j === 0 || j === 17) prompts[at] = OUTSIDE;
      }
  return { dims, spacingMm: [1, 1.1, 2], image, prompts, labels: [2, 5], marginMm: 30, truth };
}

describe('randomWalker', () => {
  it('tells two touching balls and the outside apart', async () => {
    const given = balls();
    const { labelmap, region } = await segment(given);
    expect(dice(labelmap, given.truth, 2)).toBeGreaterThan(0.95);
    expect(dice(labelmap, given.truth, 5)).toBeGreaterThan(0.95);
    expect(region.cells).toEqual(given.dims);
  });

  it('knows where it is unsure: half way between two prompts, all but fully', async () => {
    const image = Float32Array.of(1, 1, 1, 1, 1, 0);
    const prompts = Uint8Array.of(1, 0, 0, 0, OUTSIDE, 0);
    const line = {
      dims: [6, 1, 1] as const,
      spacingMm: [1, 1, 1] as const,
      image,
      prompts,
      labels: [1],
      tolerance: 1e-6,
    };
    const { labelmap, uncertainty } = await segment(line);
    expect([...labelmap.subarray(0, 2), labelmap[3]]).toEqual([1, 1, 0]);
    const entropy = (p: number) => -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
    [0, entropy(0.75), 1, entropy(0.25), 0, 0].forEach((expected, i) => {
      expect(uncertainty[i]).toBeCloseTo(expected, 4);
    });
  });

  it('keeps every prompt, and takes those of other labels for outside', async () => {
    const given = balls();
    const { labelmap } = await segment({ ...given, labels: [5] });
    const prompts = given.prompts.map((prompt) => (prompt === 2 ? OUTSIDE : prompt));
    expect((await segment({ ...given, prompts, labels: [5] })).labelmap).toEqual(labelmap);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(labelmap[at]).toBe(prompt === 5 ? 5 : 0);
    });
  });

  it('depends on neither the unit of length nor gain and offset, and is repeatable', async () => {
    const given = balls();
    const plain = await segment({ ...given, clock: () => 0 });
    expect(await segment({ ...given, clock: () => 0 })).toEqual(plain);
    const fourfold = { spacingMm: [4, 4.4, 8] as const, marginMm: 120 };
    expect((await segment({ ...given, ...fourfold })).labelmap).toEqual(plain.labelmap);
    const image = given.image.map((value) => 8 * value + 64);
    expect(dice((await segment({ ...given, image })).labelmap, plain.labelmap, 2)).toBeGreaterThan(0.99);
  });

  it('labels nothing outside of the region, and coarsens one that is too large', async () => {
    const given = balls();
    const near = await segment({ ...given, marginMm: 2 });
    expect([near.region.from[2], near.region.size[2]]).toEqual([5, 3]);
    expect(near.labelmap.subarray(0, 30 * 18 * 5).every((label) => label === 0)).toBe(true);
    const coarse = await segment({ ...given, maxVoxels: 2000 });
    expect(coarse.region.factor).toEqual([2, 2, 1]);
    expect(dice(coarse.labelmap, given.truth, 5)).toBeGreaterThan(0.8);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(coarse.labelmap[at]).toBe(prompt === OUTSIDE ? 0 : prompt);
    });
  });

  it('refuses what has no answer, and survives cells in which one side is outvoted', async () => {
    const given = balls();
    const only = (value: number) => given.prompts.map((prompt) => (prompt === value ? value : 0));
    expect(await reasonOf(segment({ ...given, prompts: only(OUTSIDE) }))).toBe('no-foreground');
    expect(await reasonOf(segment({ ...given, prompts: only(2), labels: [2] }))).toBe('no-background');
    expect(await reasonOf(segment({ ...given, image: given.image.map(() => 7) }))).toBe('constant-image');
    const line = { dims: [4, 1, 1] as const, spacingMm: [1, 1, 1] as const, image: Float32Array.of(1, 2, 3, 9) };
    const { labelmap, uncertainty } = await segment({
      ...line,
      prompts: Uint8Array.of(1, 1, 1, OUTSIDE),
      labels: [1],
      maxVoxels: 2,
    });
    expect([...labelmap]).toEqual([1, 1, 1, 0]);
    expect([...uncertainty]).toEqual([0, 0, 0, 0]);
  });

  it('stops between two sweeps when told', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const run = segment({
      ...balls(60),
      labels: [5],
      marginMm: 120,
      beta: 100,
      tolerance: 1e-6,
      signal: controller.signal,
      onProgress: ({ stage }) => {
        seen.push(stage);
        if (seen.length === 4) controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    // The second look at the event loop within the only system.
    expect(seen).toEqual(['region', 'walk', 'walk', 'walk']);
  });
});
