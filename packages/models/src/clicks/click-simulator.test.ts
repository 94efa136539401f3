import { seededRandom } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../checkpoint.ts';
import { planSchema } from '../plan/plan.ts';
import { Predictor } from '../prediction/predictor.ts';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import { BALL_PLAN, ballCase, IDENTITY, lazy } from '../testing/ball-case.ts';
import { inMemory, prepareCase, type TrainingCase } from '../training/cases.ts';
import { drawPatches, patchesInMemory } from '../training/patches.ts';
import { train } from '../training/train.ts';
import { freshState } from '../training/trainer.ts';
import { ClickSimulator } from './click-simulator.ts';
import { clickOnErrors, clickOnStructure } from './simulated-user.ts';

const openSession = onnxRuntime({ threads: 1 });
const SIZE = 16 ** 3;

/** Two bright balls that look alike, labels 3 and 4: only a click can tell which one is meant. */
function twins(seed: number): TrainingCase {
  const random = seededRandom(seed);
  const around = (value: number) => value + Math.round(2 * random.next() - 1);
  const centres = [4, 11].map((x) => [around(x), around(7), around(8)]);
  const labels = new Uint8Array(SIZE);
  const data = new Float32Array(SIZE);
  for (let at = 0; at < SIZE; at++) {
    const place = [at % 16, Math.floor(at / 16) % 16, Math.floor(at / 256)];
    const inside = centres.findIndex((centre) => Math.hypot(...centre.map((x, axis) => place[axis] - x)) < 3.2);
    labels[at] = inside < 0 ? 0 : 3 + inside;
    data[at] = (inside < 0 ? 100 : 140) + 8 * random.gaussian();
  }
  return { data, labels, dims: [16, 16, 16] as Dims, affine: IDENTITY };
}

describe('ClickSimulator', () => {
  const plan = planSchema.parse({ ...BALL_PLAN, method: 'deepedit' });
  const source = inMemory(prepareCase(ballCase(seededRandom(2)), plan));
  const { weights } = freshState(plan, seededRandom(1));

  it('shows a network for all labels half of its patches without clicks, and others with some on what is wrong', async () => {
    const simulator = await ClickSimulator.open(plan, openSession);
    let free = 0;
    for (let seed = 0; seed < 24; seed++) {
      const drawn = drawPatches([source], plan, seed);
      const [{ image, classes }] = await simulator.guide(drawn, weights, seededRandom(seed));
      expect(image).toHaveLength(3 * SIZE);
      expect(classes).toEqual(drawn[0].classes);
      const clicked = (channel: number) =>
        [...image.keys()].filter((at) => Math.floor(at / SIZE) === channel && image[at] === 1);
      if (clicked(1).length + clicked(2).length === 0) free++;
      for (const [n, wanted] of [0, 1].entries())
        for (const at of clicked(n + 1)) expect(classes[at % SIZE]).toBe(wanted);
    }
    expect(free).toBeGreaterThan(6);
    expect(free).toBeLessThan(18);
    await simulator.dispose();
  });

  it('gives the same clicks for the same randomness', async () => {
    const simulator = await ClickSimulator.open(plan, openSession);
    const drawn = drawPatches([source], plan, 3);
    const guide = () => simulator.guide(drawn, weights, seededRandom(11));
    expect(await guide()).toEqual(await guide());
    await simulator.dispose();
  });
});

describe('training with clicks', () => {
  it('DeepGrow learns to segment what is clicked, of two structures that look alike', async () => {
    const plan = planSchema.parse({ ...BALL_PLAN, method: 'deepgrow-3d', labels: [3, 4], dropout: 0 });
    const patches = await patchesInMemory(
      [1, 2, 3, 4, 5, 6].map((seed) => lazy(twins(seed))),
      plan,
    );
    const { checkpoint } = await train({
      plan,
      patches,
      heldOut: [],
      budget: { steps: 150 },
      openSession,
      random: seededRandom(1),
    });
    const predictor = await Predictor.open(decodeCheckpoint(checkpoint), openSession);
    const unseen = twins(99);
    for (const label of [3, 4]) {
      const [, first, , third] = await clickOnStructure({ predictor, plan }, unseen, label, { clicks: 3 });
      expect(first).toBeGreaterThan(0.75);
      expect(third).toBeGreaterThan(0.75);
    }
    await predictor.dispose();
  });

  it('DeepEdit takes what it is told: clicks on errors lead to better labels', async () => {
    // Which of the twins is labelled nobody can know without a click.
    const one = (seed: number): TrainingCase => {
      const both = twins(seed);
      const chosen = 3 + (seed % 2);
      return { ...both, labels: both.labels.map((label) => (label === chosen ? 5 : 0)) };
    };
    const plan = planSchema.parse({ ...BALL_PLAN, method: 'deepedit', dropout: 0 });
    const patches = await patchesInMemory(
      [1, 2, 3, 4, 5, 6].map((seed) => lazy(one(seed))),
      plan,
    );
    const run = { plan, patches, heldOut: [], budget: { steps: 200 }, openSession };
    const { checkpoint } = await train({ ...run, random: seededRandom(1) });
    const predictor = await Predictor.open(decodeCheckpoint(checkpoint), openSession);
    for (const seed of [98, 99]) {
      const scores = await clickOnErrors(predictor, one(seed), [5], { clicks: 4 });
      expect(scores[4][5]).toBeGreaterThan(scores[0][5] + 0.1);
      expect(scores[4][5]).toBeGreaterThan(0.7);
    }
    await predictor.dispose();
  });
});
