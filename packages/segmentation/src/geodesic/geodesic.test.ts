import { seededRandom } from '@scholia/core';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, geodesic, OUTSIDE, type ValuesOf, type Work } from '../index.ts';
import { reasonOf } from '../testing/reason-of.ts';

type Given = Case & Partial<ValuesOf<typeof geodesic.parameters>> & Work;

async function segment({ signal, onProgress, clock, ...given }: Given) {
  const answer = await geodesic.run(given, { ...defaultsOf(geodesic), ...given }, { signal, onProgress, clock });
  const { uncertainty } = answer;
  if (!uncertainty) throw new Error('geodesic distances know how sure they are');
  return { ...answer, uncertainty };
}

/** Two noisy balls, 2 and 5, of unlike brightness that touch in a dark box; a short line in each, two lines outside. */
function balls(): Given & { truth: Uint8Array } {
  const dims: Dims = [30, 18, 12];
  const random = seededRandom(4);
  const image = new Float32Array(dims[0] * dims[1] * dims[2]);
  const truth = new Uint8Array(image.length);
  const prompts = new Uint8Array(image.length);
  for (let k = 0, at = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        const far = (centre: number) => Math.hypot(i - centre, 1.1 * (j - 8), 2 * (k - 6));
        truth[at] = far(9) < 6 ? 2 : far(20) < 6 ? 5 : 0;
        image[at] = 50 * [0, 0, 2, 0, 0, 4][truth[at]] + 8 * random.gaussian();
        if (k !== 6) continue;
        if (j === 8 && Math.abs(i - 9) < 4) prompts[at] = 2;
        if (j === 8 && Math.abs(i - 20) < 4) prompts[at] = 5;
        if (j === 0 || j === 17) prompts[at] = OUTSIDE;
      }
  return { dims, spacingMm: [1, 1.1, 2], image, prompts, labels: [2, 5], marginMm: 30, truth };
}

describe('geodesic', () => {
  it('tells two touching balls and the outside apart', async () => {
    const given = balls();
    const { labelmap, region } = await segment(given);
    expect(dice(labelmap, given.truth, 2)).toBeGreaterThan(0.95);
    expect(dice(labelmap, given.truth, 5)).toBeGreaterThan(0.95);
    expect(region.cells).toEqual(given.dims);
  });

  it('is least sure at the border, and sure of the prompts', async () => {
    const given = balls();
    const { uncertainty } = await segment(given);
    const along = [...uncertainty.subarray(30 * (8 + 18 * 6), 30 * (9 + 18 * 6))];
    expect(uncertainty.every((value) => value >= 0 && value <= 1)).toBe(true);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(uncertainty[at]).toBe(0);
    });
    expect(Math.max(...along.slice(13, 17))).toBeGreaterThan(Math.max(...along.slice(6, 12)));
  });

  it('keeps every prompt, and takes those of other labels for outside', async () => {
    const given = balls();
    const { labelmap } = await segment({ ...given, labels: [5] });
    const both = await segment({
      ...given,
      prompts: given.prompts.map((prompt) => (prompt === 2 ? OUTSIDE : prompt)),
      labels: [5],
    });
    expect(labelmap).toEqual(both.labelmap);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(labelmap[at]).toBe(prompt === 5 ? 5 : 0);
    });
  });

  it('divides by millimetres alone where contrast costs nothing', async () => {
    const given = balls();
    const prompts = new Uint8Array(given.prompts.length);
    [prompts[0], prompts[30 * 18 * 11]] = [2, OUTSIDE];
    const { labelmap, uncertainty } = await segment({ ...given, prompts, labels: [2], contrastMm: 0 });
    const column = (values: ArrayLike<number>) => Array.from({ length: 12 }, (_, k) => values[30 * 18 * k]);
    expect(column(labelmap)).toEqual([2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0]);
    expect(column(uncertainty)[4]).toBeCloseTo(8 / 14, 6);
  });

  it('depends on neither the unit of length nor gain and offset, and is repeatable', async () => {
    const given = balls();
    const plain = await segment(given);
    expect(await segment({ ...given, clock: () => 0 })).toEqual({ ...plain, elapsedMs: expect.anything() });
    const fourfold = { spacingMm: [4, 4.4, 8] as const, contrastMm: 4 * 50, marginMm: 120 };
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
    expect(dice(coarse.labelmap, given.truth, 5)).toBeGreaterThan(0.85);
    given.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(coarse.labelmap[at]).toBe(prompt === OUTSIDE ? 0 : prompt);
    });
  });

  it('refuses what has no answer, and answers in a single slice and without an outside', async () => {
    const given = balls();
    const only = (value: number) => given.prompts.map((prompt) => (prompt === value ? value : 0));
    expect(await reasonOf(segment({ ...given, prompts: only(OUTSIDE) }))).toBe('no-foreground');
    expect(await reasonOf(segment({ ...given, prompts: only(2), labels: [2] }))).toBe('no-background');
    expect(await reasonOf(segment({ ...given, image: given.image.map(() => 7) }))).toBe('constant-image');
    const voxel = { image: Float32Array.of(1), prompts: Uint8Array.of(2), labels: [2], dims: [1, 1, 1] as const };
    expect(await reasonOf(segment({ ...given, ...voxel }))).toBe('no-background');
    const slice = ({ buffer }: { buffer: ArrayBufferLike }, size: number) =>
      buffer.slice(size * 540 * 6, size * 540 * 7);
    const flat = await segment({
      ...given,
      dims: [30, 18, 1],
      image: new Float32Array(slice(given.image, 4)),
      prompts: new Uint8Array(slice(given.prompts, 1)).map((prompt) => (prompt === OUTSIDE ? 0 : prompt)),
    });
    expect(new Set(flat.labelmap)).toEqual(new Set([2, 5]));
    expect(flat.uncertainty.some(Number.isNaN)).toBe(false);
  });

  it('tells its stages, and stops when told', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const run = segment({
      ...balls(),
      signal: controller.signal,
      onProgress: ({ stage, share }) => {
        seen.push(stage);
        if (share !== undefined) controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual(['region', 'distance', 'distance']);
  });
});
