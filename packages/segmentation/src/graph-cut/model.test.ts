import { seededRandom } from '@scholia/core';
import { dice } from '@scholia/metrics';
import { describe, expect, it } from 'vitest';
import { type Case, defaultsOf, graphCut, OUTSIDE } from '../index.ts';
import { BALL, CENTRE, noisyBall, type Phantom, RADIUS_MM } from '../testing/noisy-ball.ts';
import { reasonOf } from '../testing/reason-of.ts';

const answer = async (given: Case, values = {}) =>
  (await graphCut.run(given, { ...defaultsOf(graphCut), ...values }, {})).labelmap;

/** A ball in strong noise without a scribble, and a model that misses its lower half along j and finds another one where there is none. */
function halfKnown(seed: number): Phantom & { readonly chances: readonly Uint8Array[] } {
  const ball = noisyBall(() => 0, { seed, noise: 45 });
  const [di, dj] = ball.dims;
  const random = seededRandom(seed);
  const chances = ball.prompts.map((_, at) => {
    const [i, j, k] = [at % di, Math.floor(at / di) % dj, Math.floor(at / (di * dj))];
    const mm = Math.hypot(i - CENTRE[0], 1.1 * (j - CENTRE[1]), 2 * (k - CENTRE[2]));
    const elsewhere = Math.hypot(i - 25, 1.1 * (j - 20), 2 * (k - 2));
    const depth = Math.max(Math.min(RADIUS_MM - mm, 1.1 * (j - CENTRE[1] + 2)), 2.5 - elsewhere);
    return Math.round(255 / (1 + Math.exp(-2 * depth + random.gaussian())));
  });
  return { ...ball, chances: [chances] };
}

/** The labelmap of a model alone. */
const modelsOwn = ([chances]: readonly Uint8Array[]) => chances.map((chance) => (chance >= 128 ? BALL : 0));

/** With a line along i, from one voxel on. */
function withLine(prompts: Uint8Array, at: number, length: number, value: number): Uint8Array {
  return prompts.slice().fill(value, at, at + length);
}

describe("graphCut of a model's chances", () => {
  const at = (i: number, j: number, k: number) => i + 28 * (j + 24 * k);

  it('gets better than the model with one scribble of either kind, and better again with both', async () => {
    for (const seed of [1, 2, 3]) {
      const given = halfKnown(seed);
      const score = (labelmap: Uint8Array) => dice(labelmap, given.truth, BALL);
      const before = score(modelsOwn(given.chances));
      const missed = withLine(given.prompts, at(9, 7, 7), 8, BALL);
      const wrong = withLine(given.prompts, at(24, 20, 2), 3, OUTSIDE);
      const both = missed.map((prompt, n) => prompt || wrong[n]);
      const scores = await Promise.all(
        [missed, wrong, both].map(async (prompts) => score(await answer({ ...given, prompts }))),
      );
      expect(before).toBeLessThan(0.8);
      for (const one of scores) expect(one).toBeGreaterThan(before);
      expect(scores[2]).toBeGreaterThan(0.9);
    }
  });

  it('keeps scribbles as they are, against the model and the image', async () => {
    const given = halfKnown(1);
    const prompts = withLine(withLine(given.prompts, at(2, 2, 2), 4, BALL), at(11, 11, 7), 4, OUTSIDE);
    const labelmap = await answer({ ...given, prompts });
    prompts.forEach((prompt, n) => {
      if (prompt !== 0) expect(labelmap[n]).toBe(prompt === BALL ? BALL : 0);
    });
  });

  it('needs no scribble where the model finds the label, and looks there', async () => {
    const given = halfKnown(1);
    const { labelmap, region } = await graphCut.run(given, { ...defaultsOf(graphCut), marginMm: 3 }, {});
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(0.6);
    expect(region.size[0]).toBeGreaterThan(15);
    const nowhere = [given.chances[0].map((chance) => Math.min(chance, 120))];
    expect(await reasonOf(answer({ ...given, chances: nowhere }))).toBe('no-foreground');
  });

  it('believes a model that is never sure', async () => {
    const given = halfKnown(2);
    const soft = given.chances[0].map((chance) => 64 + chance / 2);
    const prompts = withLine(given.prompts, at(24, 20, 2), 3, OUTSIDE);
    const labelmap = await answer({ ...given, prompts, chances: [soft] });
    expect(dice(labelmap, given.truth, BALL)).toBeGreaterThan(dice(modelsOwn([soft]), given.truth, BALL));
  });

  it('keeps parts that the model finds and nobody has scribbled', async () => {
    const given = halfKnown(2);
    const image = given.image.slice();
    // There is something where the model says so, apart from the ball.
    given.chances[0].forEach((chance, n) => {
      if (chance > 200) image[n] = 100;
    });
    const prompts = withLine(given.prompts, at(9, 7, 7), 8, BALL);
    expect((await answer({ ...given, image, prompts }))[at(25, 20, 2)]).toBe(BALL);
  });

  it('is the model, where it is sure, as its weight grows; and nothing of it at weight 0', async () => {
    const given = halfKnown(3);
    const prompts = withLine(withLine(given.prompts, at(9, 11, 7), 8, BALL), at(1, 2, 7), 20, OUTSIDE);
    const like = async (values: object) =>
      dice(await answer({ ...given, prompts }, values), modelsOwn(given.chances), BALL);
    expect(await like({ modelWeight: 5, lambdaMm: 0.5 })).toBeGreaterThan(await like({ modelWeight: 0 }));
    expect(await like({ modelWeight: 5, lambdaMm: 0 })).toBeGreaterThan(0.9);
  });

  it('refines several labels at once, and coarse cells too', async () => {
    const given = halfKnown(1);
    const other = given.truth.map((label, n) => (label === 0 && n % 28 < 4 ? 255 : 0));
    const image = given.image.map((value, n) => (other[n] > 0 ? 220 : value));
    const prompts = withLine(given.prompts, at(9, 7, 7), 8, BALL);
    const both = { ...given, image, prompts, labels: [BALL, 5], chances: [...given.chances, other] };
    const expected = given.truth.map((label, n) => label || (other[n] > 0 ? 5 : 0));
    for (const maxVoxels of [10_000_000, 3000]) {
      const labelmap = await answer(both, { maxVoxels });
      expect(dice(labelmap, expected, 5)).toBeGreaterThan(0.9);
      expect(dice(labelmap, expected, BALL)).toBeGreaterThan(dice(modelsOwn(given.chances), expected, BALL));
    }
  });
});
