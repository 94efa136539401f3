import { seededRandom } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { Predictor } from '../prediction/predictor.ts';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import { BALL_PLAN, ballCase } from '../testing/ball-case.ts';
import { freshState } from '../training/trainer.ts';
import { planSchema } from './plan.ts';
import { withSmallerPatch } from './smaller-patch.ts';

const THREE_LEVELS = planSchema.parse({ ...BALL_PLAN, patch: [24, 64, 48], channels: [4, 8, 8] });

describe('withSmallerPatch', () => {
  it('halves the longest axis, to what the levels divide', () => {
    const patches = [0, 1, 2, 3, 4].map((times) => withSmallerPatch(THREE_LEVELS, times)?.patch);
    expect(patches).toEqual([
      [24, 64, 48],
      [24, 32, 48],
      [24, 32, 24],
      [24, 16, 24],
      [12, 16, 24],
    ]);
  });

  it('ends where the coarsest level would have hardly a voxel left', () => {
    expect(withSmallerPatch(THREE_LEVELS, 7)?.patch).toEqual([8, 8, 12]);
    expect(withSmallerPatch(THREE_LEVELS, 9)).toBeUndefined();
    const flat = planSchema.parse({
      ...THREE_LEVELS,
      patch: [1, 16, 8],
      factors: [
        [1, 1, 1],
        [1, 2, 2],
        [1, 2, 2],
      ],
    });
    expect(withSmallerPatch(flat, 1)?.patch).toEqual([1, 8, 8]);
    expect(withSmallerPatch(flat, 2)).toBeUndefined();
  });

  it('keeps the weights of use', async () => {
    const plan = withSmallerPatch(BALL_PLAN, 1) ?? BALL_PLAN;
    expect(plan.patch).toEqual([8, 16, 16]);
    const model = { plan, ...freshState(BALL_PLAN, seededRandom(1)) };
    const predictor = await Predictor.open(model, onnxRuntime({ threads: 1 }));
    const { labels } = await predictor.predict(ballCase(seededRandom(2)), { passes: 0 });
    expect(labels).toHaveLength(4096);
    await predictor.dispose();
  });
});
