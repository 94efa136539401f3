import { seededRandom } from '@scholia/core';
import { mean } from '@scholia/metrics';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../checkpoint.ts';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import { BALL_PLAN, ballCase, lazy } from '../testing/ball-case.ts';
import { inMemory, prepareCase } from './cases.ts';
import { patchesInMemory } from './patches.ts';
import { samplePatch } from './sample-patch.ts';
import { planOf, type TrainOptions, train } from './train.ts';
import { freshState, Trainer } from './trainer.ts';

const openSession = onnxRuntime({ threads: 1 });
const random = seededRandom(8);
const balls = Array.from({ length: 6 }, () => ballCase(random));
const patches = await patchesInMemory(balls.map(lazy), BALL_PLAN);
const source = inMemory(prepareCase(balls[0], BALL_PLAN));
const sample = (seed: number) => samplePatch(source, BALL_PLAN.patch, BALL_PLAN.augmentation, seededRandom(seed));
const heldOut = Array.from({ length: 3 }, () => lazy(ballCase(random)));
const base = { plan: BALL_PLAN, patches, heldOut: [], openSession } satisfies Partial<TrainOptions>;

describe('train', () => {
  it('learns to tell a ball from a plate, and a warm start does not begin anew', async () => {
    const first = await train({ ...base, heldOut, budget: { steps: 120 }, random: seededRandom(1) });
    expect(first.score).toBeGreaterThan(0.8);
    expect(first.scores).toEqual({ 5: first.score });
    expect(mean(first.cases.map(({ score }) => score ?? 0))).toBeCloseTo(first.score ?? 0, 10);
    expect(first.cases.map(({ score }) => ({ 5: score }))).toEqual(first.cases.map(({ scores }) => scores));
    expect(first.curve[0].loss).toBeGreaterThan(2 * (first.curve.at(-1)?.loss ?? 0));
    const validated = first.curve.filter(({ validationDice }) => validationDice !== null);
    expect(validated.map(({ scores }) => scores)).toEqual(
      validated.map(({ validationDice }) => ({ 5: validationDice })),
    );
    expect(validated).toHaveLength(3);

    const few = { ...base, budget: { steps: 8 }, random: seededRandom(2) };
    const cold = await train(few);
    const warm = await train({ ...few, random: seededRandom(2), warmStart: first.checkpoint });
    const lossOf = ({ curve }: typeof warm) => mean(curve.map(({ loss }) => loss));
    expect(lossOf(warm)).toBeLessThan(0.6 * lossOf(cold));
    expect(warm.score).toBeNull();
  });

  it('goes on after an interruption as if there had been none, bit for bit', async () => {
    const saved: Uint8Array[] = [];
    const options = { ...base, budget: { steps: 12 }, random: seededRandom(3) };
    const whole = await train({ ...options, onCheckpoint: (bytes) => saved.push(bytes) });
    const half = saved[5];
    expect(decodeCheckpoint(half).run.attempts).toBe(6);
    const resumed = await train({ ...options, random: seededRandom(99), resume: half });
    expect(decodeCheckpoint(resumed.checkpoint)).toEqual(decodeCheckpoint(whole.checkpoint));
  });

  it('goes on bit for bit with clicks, several patches a step, momentum and an average of the weights too', async () => {
    const saved: Uint8Array[] = [];
    const rule = { batch: 2, optimiser: 'sgd', schedule: 'cosine', isAveraged: true } as const;
    const plan = { ...BALL_PLAN, ...rule, method: 'deepedit' } as const;
    const patches = await patchesInMemory(balls.map(lazy), plan);
    const options = { ...base, plan, patches, budget: { steps: 6 }, random: seededRandom(4) };
    const whole = await train({ ...options, onCheckpoint: (bytes) => saved.push(bytes) });
    const resumed = await train({ ...options, random: seededRandom(99), resume: saved[2] });
    const [a, b] = [decodeCheckpoint(resumed.checkpoint), decodeCheckpoint(whole.checkpoint)];
    expect(a).toEqual(b);
    expect(a.average).not.toEqual(a.weights);
  });

  it('goes on bit for bit in mixed precision, with the scale of its loss', async () => {
    const saved: Uint8Array[] = [];
    const options = { ...base, precision: 'mixed', budget: { steps: 4 }, random: seededRandom(5) } as const;
    const whole = await train({ ...options, onCheckpoint: (bytes) => saved.push(bytes) });
    const resumed = await train({ ...options, random: seededRandom(99), resume: saved[1] });
    const end = decodeCheckpoint(whole.checkpoint);
    expect(decodeCheckpoint(resumed.checkpoint)).toEqual(end);
    expect(end.lossScale?.steps).toBe(4 - whole.skipped);
  });

  it('leaves a warm start of another shape aside, and says whether a plan can be kept', async () => {
    const small = await train({ ...base, budget: { steps: 1 }, random: seededRandom(1) });
    const wider = { ...BALL_PLAN, channels: [8, 8] };
    const result = await train({ ...base, plan: wider, budget: { steps: 1 }, warmStart: small.checkpoint, random });
    expect(result.steps).toBe(1);
    expect(planOf(small.checkpoint, [5])).toEqual(BALL_PLAN);
    expect(planOf(small.checkpoint, [5, 6])).toBeUndefined();
  });

  it('ends when its time is used up, and tells how long it will take', async () => {
    let now = 0;
    const told: { readonly steps: number; readonly etaMs: number }[] = [];
    const result = await train({
      ...base,
      budget: { seconds: 1 },
      random: seededRandom(1),
      clock: () => {
        now += 20;
        return now;
      },
      onProgress: (progress) => told.push(progress),
    });
    expect(result.steps).toBeGreaterThan(5);
    expect(result.steps).toBeLessThan(50);
    for (const { steps, etaMs } of told) {
      expect(etaMs).toBeGreaterThan(0);
      expect(etaMs).toBeLessThan(1000);
      expect(steps).toBeGreaterThan(5);
    }
  });

  it('tells no loss where no step was taken', async () => {
    const broken = await patches.draw(1);
    const noise = broken.map((patch) => ({ ...patch, image: patch.image.with(100, Number.NaN) }));
    let drawn = 0;
    const late = { ...patches, draw: async (seed: number) => (drawn++ < 4 ? noise : patches.draw(seed)) };
    const result = await train({ ...base, patches: late, budget: { steps: 8 }, random: seededRandom(1) });
    expect(result.skipped).toBe(4);
    expect(result.curve.map(({ step }) => step)).toEqual([5, 6, 7, 8]);
    for (const { loss } of result.curve) expect(loss).toBeGreaterThan(0);
  });

  it('stops when told to', async () => {
    const abort = new AbortController();
    const run = train({
      ...base,
      budget: { steps: 1000 },
      random: seededRandom(1),
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
  });
});

describe('Trainer', () => {
  it('takes no step that is not finite', async () => {
    const state = freshState(BALL_PLAN, seededRandom(1));
    const trainer = await Trainer.open(BALL_PLAN, state, openSession);
    const patch = sample(7);
    const broken = { ...patch, image: patch.image.with(100, Number.NaN) };
    expect((await trainer.step([broken], 1e-2, random)).isTaken).toBe(false);
    expect(trainer.state).toEqual(state);
    expect((await trainer.step([patch], 1e-2, random)).isTaken).toBe(true);
    expect(trainer.state.step).toBe(1);
    await trainer.dispose();
  });

  it('takes the mean gradient of several patches', async () => {
    const patch = sample(7);
    const after = async (batch: number) => {
      const plan = { ...BALL_PLAN, batch, dropout: 0, optimiser: 'sgd' } as const;
      const trainer = await Trainer.open(plan, freshState(plan, seededRandom(1)), openSession);
      await trainer.step(
        Array.from({ length: batch }, () => patch),
        1e-2,
        random,
      );
      await trainer.dispose();
      return trainer.state.weights;
    };
    const [one, three] = [await after(1), await after(3)];
    expect(Math.max(...one.map((weight, at) => Math.abs(weight - three[at])))).toBeLessThan(1e-5);
  });

  it('learns in mixed precision, and scales the loss down when it overflows', async () => {
    const trainer = await Trainer.open(BALL_PLAN, freshState(BALL_PLAN, seededRandom(1)), openSession, 'mixed');
    const losses: number[] = [];
    for (let step = 0; step < 10; step++) {
      const patch = sample(step);
      losses.push((await trainer.step([patch], 1e-2, random)).loss);
    }
    await trainer.dispose();
    expect(losses[9]).toBeLessThan(losses[0]);
  });

  it('refuses the weights of another network', async () => {
    const other = freshState({ ...BALL_PLAN, channels: [8, 8] }, random);
    await expect(Trainer.open(BALL_PLAN, other, openSession)).rejects.toMatchObject({ code: 'bad-request' });
  });
});
