import { isAppError, seededRandom } from '@scholia/core';
import { DEMO_LABELS, makeDemoCase } from '@scholia/demo';
import { spacingMm } from '@scholia/geometry';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, graphCut, OUTSIDE, type ValuesOf, type Work } from '../index.ts';
import { waysOf } from './boundary.ts';
import { energiesOfSearches } from './graph-cut.ts';

type Given = Case & Partial<ValuesOf<typeof graphCut.parameters>> & Work;

/** The answer as a mask of the one label. */
async function cut({ signal, onProgress, clock, ...given }: Given) {
  const answer = await graphCut.run(given, { ...defaultsOf(graphCut), ...given }, { signal, onProgress, clock });
  const mask = answer.labelmap.map((label) => (label === 0 ? 0 : 1));
  return { ...answer, mask, voxels: mask.reduce((sum, inside) => sum + inside, 0) };
}

/** A noisy bright ball in a dark box, scribbled in one slice inside and along a line outside. */
function ball(seed = 1): Given & { truth: Uint8Array } {
  const dims: Dims = [20, 18, 12];
  const spacingMm = [1, 1.1, 2] as const;
  const random = seededRandom(seed);
  const image = new Float32Array(dims[0] * dims[1] * dims[2]);
  const truth = new Uint8Array(image.length);
  const prompts = new Uint8Array(image.length);
  for (let k = 0, at = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        truth[at] = Math.hypot(i - 9, 1.1 * (j - 8), 2 * (k - 6)) < 6 ? 1 : 0;
        image[at] = 100 * truth[at] + 25 * random.gaussian();
        if (k === 6 && j === 8 && Math.abs(i - 9) < 4) prompts[at] = 3;
        if (k === 6 && (j === 0 || j === 17)) prompts[at] = OUTSIDE;
      }
  return { dims, spacingMm, image, prompts, labels: [3], truth };
}

const reasonOf = async (input: Given) => {
  try {
    await cut(input);
    return 'segmented';
  } catch (error) {
    if (isAppError(error) && error.code === 'bad-request') return error.details.reason;
    throw error;
  }
};

/** The same case with axes i and j exchanged. */
function transposed({ dims: [di, dj, dk], spacingMm, image, prompts, ...rest }: Given): Given {
  const at = (n: number) => {
    const [j, i, k] = [n % dj, Math.floor(n / dj) % di, Math.floor(n / (di * dj))];
    return i + di * (j + dj * k);
  };
  return {
    ...rest,
    dims: [dj, di, dk],
    spacingMm: [spacingMm[1], spacingMm[0], spacingMm[2]],
    image: image.map((_, n) => image[at(n)]),
    prompts: prompts.map((_, n) => prompts[at(n)]),
  };
}

describe('graphCut', () => {
  it('finds a noisy ball from a line inside and two outside', async () => {
    const input = ball();
    const { mask, voxels, region } = await cut(input);
    expect(dice(mask, input.truth, 1)).toBeGreaterThan(0.95);
    expect(voxels).toBe(mask.reduce((sum, value) => sum + value, 0));
    expect(region.factor).toEqual([1, 1, 1]);
  });

  it('goes by mixtures of Gaussians as well as by histograms', async () => {
    for (const seed of [1, 2, 3]) {
      const input = ball(seed);
      const { mask } = await cut({ ...input, likelihood: 'mixture', components: 3 });
      expect(dice(mask, input.truth, 1)).toBeGreaterThan(0.95);
    }
  });

  it('keeps every scribble, even where it contradicts the image', async () => {
    const input = ball();
    const prompts = input.prompts.slice();
    prompts[0] = 3;
    const inside = 9 + 20 * (8 + 18 * 4);
    prompts[inside] = 7;
    const { mask } = await cut({ ...input, prompts });
    prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(mask[at]).toBe(prompt === 3 ? 1 : 0);
    });
  });

  it('leaves everything outside of the region, and islands without a scribble, alone', async () => {
    const input = ball();
    const image = input.image.slice();
    // A second bright thing in the far corner of the box.
    for (let at = 0; at < 20 * 18 * 2; at++) if (at % 20 > 15) image[at] = 100;
    const { mask } = await cut({ ...input, image, marginMm: 100 });
    expect(mask[19]).toBe(0);
    const near = await cut({ ...input, marginMm: 2 });
    expect([near.region.from[2], near.region.size[2]]).toEqual([5, 3]);
    expect(near.mask.subarray(0, 20 * 18 * 5).every((value) => value === 0)).toBe(true);
  });

  it('depends on millimetres, not on voxels: units and axis order change nothing', async () => {
    const input = ball();
    const plain = await cut({ ...input, lambdaMm: 2, marginMm: 30 });
    const [si, sj, sk] = input.spacingMm;
    const inches = await cut({
      ...input,
      spacingMm: [si * 4, sj * 4, sk * 4],
      lambdaMm: 8,
      marginMm: 120,
    });
    expect(inches.mask).toEqual(plain.mask);
    const turned = await cut(transposed({ ...input, lambdaMm: 2, marginMm: 30 }));
    expect(transposed({ ...input, prompts: turned.mask, dims: [18, 20, 12] }).prompts).toEqual(plain.mask);
  });

  it('ignores gain and offset of the image', async () => {
    const input = ball();
    const plain = await cut(input);
    const scaled = await cut({ ...input, image: input.image.map((value) => value * 8 + 64) });
    expect(dice(scaled.mask, plain.mask, 1)).toBeGreaterThan(0.99);
  });

  it('gets smoother with a larger lambda', async () => {
    const input = ball();
    const rough = (mask: Uint8Array) => mask.reduce((sum, value, at) => sum + (value !== mask[at - 1] ? 1 : 0), 0);
    const [small, large] = await Promise.all([0.01, 5].map((lambdaMm) => cut({ ...input, lambdaMm })));
    expect(rough(large.mask)).toBeLessThan(rough(small.mask));
  });

  it('does not leak into an equally bright neighbour that touches and is scribbled outside', async () => {
    const input = ball();
    const image = input.image.slice();
    const prompts = input.prompts.slice();
    // A bright bar from the ball to the wall of the box, with a line outside across its middle.
    for (let i = 13; i < 20; i++)
      for (let j = 5; j < 12; j++) for (let k = 4; k < 9; k++) image[i + 20 * (j + 18 * k)] = 100;
    for (let j = 4; j < 13; j++) prompts[18 + 20 * (j + 18 * 6)] = OUTSIDE;
    const { mask } = await cut({ ...input, image, prompts });
    const blind = await cut({ ...input, image, prompts, proximity: 0 });
    expect(dice(mask, input.truth, 1)).toBeGreaterThan(0.85);
    expect(dice(blind.mask, input.truth, 1)).toBeLessThan(dice(mask, input.truth, 1));
  });

  it('coarsens a region that is too large, says so, and still keeps the scribbles', async () => {
    const input = ball();
    const { mask, region } = await cut({ ...input, maxVoxels: 1200 });
    expect(region.cells[0] * region.cells[1] * region.cells[2]).toBeLessThanOrEqual(1200);
    // Millimetres become alike: the thick axis is halved last.
    expect(region.factor).toEqual([2, 2, 1]);
    expect(dice(mask, input.truth, 1)).toBeGreaterThan(0.85);
    input.prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(mask[at]).toBe(prompt === 3 ? 1 : 0);
    });
  });

  it('answers as if it were asked for the first time, whatever was asked before: a lost answer is computed again', async () => {
    const input = ball();
    const prompts = input.prompts.slice();
    for (const at of [3 + 20 * (8 + 18 * 6), 9 + 20 * (2 + 18 * 6), 9 + 20 * (8 + 18 * 10)]) {
      prompts.fill(OUTSIDE, at, at + 2);
      const after = await cut({ ...input, prompts });
      const first = await cut({ ...input, prompts: prompts.slice(), image: input.image.slice() });
      expect(after.mask).toEqual(first.mask);
    }
  });

  it('refuses what has no answer, and says why', async () => {
    const input = ball();
    const only = (value: number) => input.prompts.map((prompt) => (prompt === value ? value : 0));
    expect(await reasonOf({ ...input, prompts: only(OUTSIDE) })).toBe('no-foreground');
    expect(await reasonOf({ ...input, prompts: only(3) })).toBe('no-background');
    expect(await reasonOf({ ...input, labels: [4] })).toBe('no-foreground');
    expect(await reasonOf({ ...input, image: input.image.map(() => 7) })).toBe('constant-image');
  });

  it('reports each stage, and stops when told', async () => {
    const seen: string[] = [];
    const controller = new AbortController();
    const run = cut({
      ...ball(),
      signal: controller.signal,
      onProgress: ({ stage }) => {
        seen.push(stage);
        if (stage === 'max-flow') controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual(['region', 'likelihood', 'max-flow']);
    let now = 0;
    const { elapsedMs } = await cut({ ...ball(), clock: () => now++ });
    expect(elapsedMs).toEqual({ region: 1, likelihood: 1, 'max-flow': 1, mask: 1 });
  });
});

describe('graphCut on made-up abdomens', () => {
  it('outlines each organ from strokes inside and loops around it in five slices', async () => {
    const { dims, image, labels, affine } = makeDemoCase(2);
    for (const { value } of DEMO_LABELS) {
      const { mask } = await cut({
        dims,
        spacingMm: spacingMm(affine),
        image: Float32Array.from(image),
        prompts: scribbled(labels, dims, value),
        labels: [value],
      });
      const truth = labels.map((label) => (label === value ? 1 : 0));
      expect(dice(mask, truth, 1)).toBeGreaterThan(0.8);
    }
  });
});

describe('graphCut of several labels', () => {
  it('gives each organ its own, from the scribbles of all', async () => {
    const { dims, image, labels: truth, affine } = makeDemoCase(2);
    const values = DEMO_LABELS.map(({ value }) => value);
    const prompts = new Uint8Array(truth.length);
    for (const value of values)
      scribbled(truth, dims, value).forEach((prompt, at) => {
        // Around one organ there may be another.
        if (prompt !== 0) prompts[at] = prompt === OUTSIDE ? truth[at] || OUTSIDE : prompt;
      });
    const given = { dims, spacingMm: spacingMm(affine), image: Float32Array.from(image), prompts, labels: values };
    const { labelmap } = await graphCut.run(given, defaultsOf(graphCut), {});
    for (const value of values) expect(dice(labelmap, truth, value)).toBeGreaterThan(0.85);
    prompts.forEach((prompt, at) => {
      if (prompt !== 0) expect(labelmap[at]).toBe(prompt === OUTSIDE ? 0 : prompt);
    });
  });

  it("needs no scribble outside: the labels are each other's", async () => {
    const input = ball();
    const prompts = input.prompts.map((prompt) => (prompt === OUTSIDE ? 9 : prompt));
    const answer = await graphCut.run({ ...input, prompts, labels: [3, 9] }, defaultsOf(graphCut), {});
    expect(
      dice(
        answer.labelmap.map((label) => (label === 3 ? 1 : 0)),
        input.truth,
        1,
      ),
    ).toBeGreaterThan(0.95);
  });
});

describe('the banded search', () => {
  it('finds a labelling whose energy is within 1 % of the least', async () => {
    const { dims, image, labels, affine } = makeDemoCase(3);
    for (const { value } of DEMO_LABELS) {
      const prompts = scribbled(labels, dims, value);
      const given = { dims, spacingMm: spacingMm(affine), image: Float32Array.from(image), prompts, labels: [value] };
      const { banded, exact } = await energiesOfSearches(given);
      expect(banded / exact).toBeLessThan(1.01);
    }
  });

  it('answers as the exact one where the whole region is its coarsest level', async () => {
    const input = ball();
    const exact = await cut({ ...input, search: 'exact' });
    expect((await cut({ ...input, search: 'banded' })).mask).toEqual(exact.mask);
  });
});

describe('26 neighbours', () => {
  it('cost a plane across the grid what 6 do, on average, and find the ball as well', async () => {
    const spacing = [0.8, 1.1, 3] as const;
    const across = (neighbourhood: '6' | '26') =>
      waysOf(neighbourhood, spacing).reduce(
        (sum, { step, weightPerMm }) => sum + weightPerMm * step.reduce((n, one) => n + Math.abs(one), 0),
        0,
      );
    expect(waysOf('26', spacing)).toHaveLength(13);
    expect(across('26')).toBeCloseTo(across('6'), 9);
    const input = ball();
    expect(dice((await cut({ ...input, neighbours: '26' })).mask, input.truth, 1)).toBeGreaterThan(0.95);
  });
});

/** What a person might draw: hatching inside in three slices, loops around it there, and a cap above and below. */
function scribbled(labels: Uint8Array, [di, dj, dk]: Dims, value: number): Uint8Array {
  const prompts = new Uint8Array(labels.length);
  const area = Array.from({ length: dk }, (_, k) =>
    labels.subarray(k * di * dj, (k + 1) * di * dj).reduce((sum, label) => sum + (label === value ? 1 : 0), 0),
  );
  const main = area.indexOf(Math.max(...area));
  const [first, last] = [area.findIndex((n) => n > 0), area.findLastIndex((n) => n > 0)];
  /** Voxels of the organ in the square of that reach around a voxel, within its slice. */
  const around = (at: number, reach: number) => {
    let inside = 0;
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++) if (labels[at + dx + di * dy] === value) inside++;
    return inside;
  };
  for (const k of [first - 2, Math.round((first + main) / 2), main, Math.round((main + last) / 2), last + 2])
    for (let j = 8; j < dj - 8; j++)
      for (let i = 8; i < di - 8; i++) {
        const at = i + di * (j + dj * k);
        if (k < 0 || k >= dk) continue;
        if (k < first || k > last) prompts[at] = labels[at + (k < first ? 3 : -3) * di * dj] === value ? OUTSIDE : 0;
        else if (around(at, 3) === 49 && (i + j) % 6 === 0) prompts[at] = value;
        else if (around(at, 3) === 0 && around(at, 5) > 0) prompts[at] = OUTSIDE;
      }
  return prompts;
}
