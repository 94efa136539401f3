import { seededRandom } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import { ballCase, lazy } from '../testing/ball-case.ts';
import { intensityOnlyBound, withShuffledLabels } from './controls.ts';
import { learnCurve, rankCorrelation } from './learn-curve.ts';

const random = seededRandom(8);
const balls = Array.from({ length: 6 }, () => ballCase(random));
const cases = balls.map(lazy);

describe('learnCurve', () => {
  it('predicts what is not yet submitted, and holds out every fourth from the third on', async () => {
    let now = 0;
    const points = await learnCurve({
      cases,
      labels: [5],
      after: [1, 4],
      seconds: 1,
      passes: 2,
      openSession: onnxRuntime({ threads: 1 }),
      random: seededRandom(1),
      clock: () => {
        now += 100;
        return now;
      },
    });
    expect(points.map(({ submitted }) => submitted)).toEqual([1, 4]);
    expect(points.map(({ trainedOn }) => trainedOn)).toEqual([1, 3]);
    expect(points.map(({ heldOut }) => heldOut)).toEqual([0, 1]);
    expect(points.map(({ predicted }) => predicted)).toEqual([5, 2]);
    expect(points[0].score).toBeNull();
    expect(points[1].score).toBeGreaterThanOrEqual(0);
    for (const { dice } of points) expect(dice >= 0 && dice <= 1).toBe(true);
  });
});

describe('rankCorrelation', () => {
  it('is 1 for the same order, -1 for the opposite', () => {
    expect(rankCorrelation([1, 2, 9], [0.1, 5, 6])).toBe(1);
    expect(rankCorrelation([1, 2, 9], [6, 5, 0.1])).toBe(-1);
  });
});

describe('controls', () => {
  it('gives every image the labels of another, each case once', async () => {
    const shuffled = await Promise.all(withShuffledLabels(cases, seededRandom(2)).map((one) => one.load()));
    const donors = shuffled.map(({ labels }) => balls.findIndex((ball) => Buffer.compare(ball.labels, labels) === 0));
    expect([...donors].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const [at, donor] of donors.entries()) expect(donor).not.toBe(at);
  });

  it('bounds what intensity reaches: all of a label with its own intensities, not of one that shares them', async () => {
    const own = { ...balls[0], data: Float32Array.from(balls[0].labels) };
    expect(await intensityOnlyBound([lazy(own)], [5])).toBe(1);
    const bound = await intensityOnlyBound(cases, [5]);
    expect(bound).toBeGreaterThan(0.3);
    expect(bound).toBeLessThan(0.95);
  });
});
