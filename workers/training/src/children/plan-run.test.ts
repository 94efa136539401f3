import { seededRandom } from '@scholia/core';
import { fields } from '@scholia/domain';
import { encodeCheckpoint, freshState, METHODS, planSchema } from '@scholia/models';
import { describe, expect, it } from 'vitest';
import { planRun } from './plan-run.ts';
import type { TrainInput } from './train.ts';

const plan = planSchema.parse({
  ...{ targetSpacingMm: [1, 1, 1], patch: [16, 16, 8], channels: [4, 8, 16], dropout: 0.2, learningRate: 1e-3 },
  ...{ factors: [1, 2, 2].map((step) => [step, step, step]), labels: [1, 2], seed: 1 },
});
const run = { seed: 1, attempts: 9, share: 1, peakRate: 1e-3 };
const checkpoint = encodeCheckpoint({ plan, ...freshState(plan, seededRandom(1)), run });
const reasons = [
  { about: 'spacing', text: 'as the images' },
  { about: 'training', text: '120 s: about 900 steps.' },
];

/** Goes on from version 3; nothing is measured for that. */
function planned(overrides: TrainInput['overrides']) {
  const input = { labels: [2, 1], overrides, warmStart: { version: 3, reasons } } as unknown as TrainInput;
  const measured = () => {
    throw new Error('a plan that is kept needs no measurement');
  };
  return planRun(input, checkpoint, measured, measured);
}

it('the log names the methods as the networks do', () => {
  expect([...fields.modelMethod.options].sort()).toEqual(Object.keys(METHODS).sort());
});

describe('planRun', () => {
  it('keeps the plan of the model that it starts from, with its reasons', async () => {
    expect(await planned({})).toMatchObject({
      plan,
      reasons: [{ about: 'training', text: 'Goes on from version 3, with its plan.' }, reasons[0]],
      device: { gflops: null, memoryMiB: null },
    });
  });

  it('changes what somebody wants otherwise, and says so', async () => {
    const { plan: changed, reasons: why } = await planned({ learningRate: 0.01, patch: [32, 16, 8] });
    expect(changed).toEqual({ ...plan, learningRate: 0.01, patch: [32, 16, 8] });
    expect(why[0].text).toBe('Goes on from version 3, with its plan, but for learningRate, patch.');
  });

  it('refuses what is no part of a plan or does not fit it, by the name of the field', async () => {
    const refused = (field: RegExp) => ({ code: 'bad-request', message: expect.stringMatching(field) });
    await expect(planned({ patch: [30, 16, 8] })).rejects.toMatchObject(refused(/^patch: along z .* multiple of 4/));
    await expect(planned({ channels: [4, 8] })).rejects.toMatchObject(refused(/^channels: .* 3 levels/));
    await expect(planned({ learningRate: 'fast' })).rejects.toMatchObject(refused(/^learningRate: /));
    await expect(planned({ targetSpacingMm: [1, 1] })).rejects.toMatchObject(refused(/^targetSpacingMm/));
    for (const decided of ['method', 'labels', 'seed', 'speed'])
      await expect(planned({ [decided]: 1 })).rejects.toMatchObject(refused(new RegExp(`"${decided}"`)));
  });
});
