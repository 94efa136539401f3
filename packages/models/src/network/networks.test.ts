import { seededRandom } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { type Plan, planSchema } from '../plan/plan.ts';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import { float32 } from '../runtime/session.ts';
import { BALL_PLAN, ballCase } from '../testing/ball-case.ts';
import { inMemory, prepareCase } from '../training/cases.ts';
import { samplePatch } from '../training/sample-patch.ts';
import { freshState, Trainer } from '../training/trainer.ts';
import { exportOnnx, gradientGraph, inferenceGraph, weightLayout } from './graphs.ts';
import { maskFeeds } from './masks.ts';
import { NETWORKS, type NetworkName } from './registry.ts';

const openSession = onnxRuntime({ threads: 1 });

/** Three levels, of which the first is made within slices: thick slices, as planned for them. */
const planOf = (network: NetworkName, more: Partial<Plan> = {}): Plan => ({
  ...BALL_PLAN,
  network,
  patch: [8, 16, 16],
  channels: [8, 8, 16],
  factors: [
    [1, 1, 1],
    [1, 2, 2],
    [2, 2, 2],
  ],
  kernels: [
    [1, 3, 3],
    [3, 3, 3],
    [3, 3, 3],
  ],
  dropout: 0,
  ...more,
});

const source = inMemory(prepareCase(ballCase(seededRandom(5), [16, 16, 8]), planOf('unet')));
const patch = samplePatch(source, [8, 16, 16], BALL_PLAN.augmentation, seededRandom(6));

describe.each(Object.keys(NETWORKS) as NetworkName[])('%s', (network) => {
  it('sends a gradient to every weight, at every level with deep supervision', async () => {
    const plan = planOf(network, { isDeeplySupervised: true });
    const { weights } = freshState(plan, seededRandom(1));
    const session = await openSession(gradientGraph(plan));
    const flat = (data: Float32Array) => float32([weights.length], data);
    const { next_sum } = await session.run({
      weights: flat(weights),
      sum: flat(new Float32Array(weights.length)),
      image: float32([1, 1, ...plan.patch], patch.image),
      classes: { type: 'int32', dims: [1, 1, ...plan.patch], data: patch.classes },
      ...maskFeeds(plan),
    });
    await session.dispose();
    const gradient = next_sum.data as Float32Array;
    const { specs, offsets } = weightLayout(plan);
    for (const [n, { name }] of specs.entries()) {
      const part = gradient.subarray(offsets[n], offsets[n + 1]);
      expect(part.every(Number.isFinite) && part.some((value) => value !== 0), name).toBe(true);
    }
  });

  it('learns one patch by heart', async () => {
    const plan = planOf(network);
    const trainer = await Trainer.open(plan, freshState(plan, seededRandom(2)), openSession);
    for (let step = 0; step < 100; step++) await trainer.step([patch], 1e-2 * (1 - step / 100), seededRandom(step));
    const { weights } = trainer.state;
    await trainer.dispose();
    const session = await openSession(exportOnnx({ plan, weights }));
    const { probabilities } = await session.run({ image: float32([1, 1, ...plan.patch], patch.image) });
    await session.dispose();
    expect(dice(probabilities.data as Float32Array, patch.classes)).toBeGreaterThan(0.98);
  });

  it('exports what it predicts', async () => {
    const plan = planOf(network);
    const { weights } = freshState(plan, seededRandom(3));
    const image = float32([1, 1, ...plan.patch], patch.image);
    const [inside, exported] = [
      await openSession(inferenceGraph(plan)),
      await openSession(exportOnnx({ plan, weights })),
    ];
    const { probabilities } = await inside.run({
      weights: float32([weights.length], weights),
      image,
      ...maskFeeds(plan),
    });
    const outside = (await exported.run({ image })).probabilities;
    for (const session of [inside, exported]) await session.dispose();
    expect(outside.dims).toEqual([1, 2, 8, 16, 16]);
    const differences = (probabilities.data as Float32Array).map((p, at) => Math.abs(p - Number(outside.data[at])));
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });
});

/** Of the foreground of two classes, where the truth counts. */
function dice(probabilities: Float32Array, classes: Int32Array): number {
  let [both, either] = [0, 0];
  for (let at = 0; at < classes.length; at++) {
    if (classes[at] === 255) continue;
    const isFound = probabilities[classes.length + at] > probabilities[at] ? 1 : 0;
    both += 2 * isFound * classes[at];
    either += isFound + classes[at];
  }
  return both / either;
}

describe('a plan', () => {
  it('of before there was a choice of networks is a U-Net with kernels of 3, halved at each level', () => {
    const { targetSpacingMm, patch, channels, dropout, learningRate, labels, seed } = BALL_PLAN;
    const plan = planSchema.parse({ targetSpacingMm, patch, channels, dropout, learningRate, labels, seed });
    expect(plan).toEqual(BALL_PLAN);
    expect(plan).toMatchObject({ network: 'unet', loss: 'dice-cross-entropy', optimiser: 'adam', batch: 1 });
  });
});
