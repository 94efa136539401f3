import { describe, expect, it } from 'vitest';
import { Graph } from '../graph.ts';
import { interpret, type NumberTensor } from '../testing/interpret.ts';
import { adam } from './adam.ts';
import { clip, flatten } from './clip.ts';
import { OPTIMISERS } from './index.ts';
import { follow } from './moving-average.ts';
import type { Optimiser } from './optimiser.ts';
import { cosine, polynomial, steps, warmedUp } from './schedule.ts';
import { sgd } from './sgd.ts';

const vector = (...values: number[]): NumberTensor => ({ dims: [values.length], data: Float64Array.from(values) });
const scalar = (value: number): NumberTensor => ({ dims: [], data: Float64Array.of(value) });

type State = Record<string, readonly number[]>;

/** `times` steps with the learning rate 0.1 from three weights; the state after each. */
function run(
  optimiser: Optimiser,
  gradientOf: (weights: readonly number[]) => readonly number[],
  times: number,
): State[] {
  const graph = new Graph();
  const input = (name: string, dims: readonly number[]) => graph.input(name, dims);
  const moments = Object.fromEntries(optimiser.moments.map((name) => [name, input(name, [3])]));
  const scalars = Object.fromEntries(Object.keys(optimiser.scalarsAt(1)).map((name) => [name, input(name, [])]));
  const [weights, gradient, learningRate] = [input('weights', [3]), input('gradient', [3]), input('rate', [])];
  const next = optimiser.update({ weights, gradient, moments, scalars, learningRate });
  for (const [name, value] of Object.entries({ weights: next.weights, ...next.moments }))
    graph.output(`next_${name}`, value);
  const states: State[] = [];
  let state: State = { weights: [1, 2, 3], ...Object.fromEntries(optimiser.moments.map((name) => [name, [0, 0, 0]])) };
  for (let step = 1; step <= times; step++) {
    const outputs = interpret(graph.model(), {
      ...Object.fromEntries(Object.entries(state).map(([name, values]) => [name, vector(...values)])),
      ...Object.fromEntries(Object.entries(optimiser.scalarsAt(step)).map(([name, value]) => [name, scalar(value)])),
      gradient: vector(...gradientOf(state.weights)),
      rate: scalar(0.1),
    });
    state = Object.fromEntries(Object.keys(state).map((name) => [name, [...outputs[`next_${name}`].data]]));
    states.push(state);
  }
  return states;
}

const near = (actual: readonly number[], expected: readonly number[]) => {
  for (const [at, value] of expected.entries()) expect(actual[at]).toBeCloseTo(value, 5);
};

describe('adam', () => {
  it('moves each weight by the learning rate on the first step, whatever the size of its gradient', () => {
    const [{ weights }] = run(adam(), () => [1e-3, -2, 1], 1);
    near(weights, [0.9, 2.1, 2.9]);
  });

  it('keeps running means of the gradient and of its square', () => {
    const [, { first, second }] = run(adam(), () => [1, -2, 0], 2);
    near(first, [0.19, -0.38, 0]);
    near(second, [0.001999, 0.007996, 0]);
  });

  it('with weight decay takes a share off each weight, beside the moments', () => {
    const [{ weights, first }] = run(adam({ weightDecay: 0.5 }), () => [0, 0, 1], 1);
    near(weights, [1 - 0.05, 2 - 0.1, 3 - 0.15 - 0.1]);
    near(first, [0, 0, 0.1]);
  });
});

describe('sgd', () => {
  it('goes on in the direction in which it went', () => {
    const [one, two] = run(sgd({ momentum: 0.5 }), () => [1, 0, -2], 2);
    near(one.velocity, [1, 0, -2]);
    near(one.weights, [1 - 0.1 * 1.5, 2, 3 + 0.2 * 1.5]);
    near(two.velocity, [1.5, 0, -3]);
    near(two.weights, [0.85 - 0.1 * (1 + 0.75), 2, 3.3 + 0.1 * (2 + 1.5)]);
  });

  it('with weight decay pulls towards zero', () => {
    near(run(sgd({ momentum: 0, weightDecay: 0.5 }), () => [0, 0, 0], 1)[0].weights, [0.95, 1.9, 2.85]);
  });
});

describe('every optimiser', () => {
  for (const [name, optimiser] of Object.entries(OPTIMISERS)) {
    it(`${name} is known by its name, and leaves a weight without gradient where it is`, () => {
      expect(optimiser(0).name).toBe(name === 'adamw' ? 'adam' : name);
      near(run(optimiser(0), () => [0, 0, 0], 3)[2].weights, [1, 2, 3]);
    });

    it(`${name} goes down a bowl`, () => {
      const far = (weights: readonly number[]) => Math.hypot(...weights);
      const states = run(optimiser(0), (weights) => weights, 60);
      expect(far(states[59].weights)).toBeLessThan(far([1, 2, 3]));
    });
  }
});

describe('clip', () => {
  it('shortens a long gradient to the limit, and tells how long it was', () => {
    const graph = new Graph();
    const { gradient, norm } = clip(flatten([graph.input('a', [2, 1]), graph.input('b', [])]), 5);
    graph.output('gradient', gradient);
    graph.output('norm', norm);
    const clipped = (a: readonly [number, number]) =>
      interpret(graph.model(), { a: { dims: [2, 1], data: Float64Array.from(a) }, b: scalar(0) });
    near([...clipped([30, 40]).gradient.data], [3, 4, 0]);
    expect(clipped([30, 40]).norm.data[0]).toBeCloseTo(50);
    near([...clipped([1, 2]).gradient.data], [1, 2, 0]);
  });
});

describe('schedules', () => {
  it('start at the peak and fall', () => {
    for (const schedule of [polynomial(), cosine(), cosine(0.1), steps(4)]) {
      expect(schedule(0)).toBe(1);
      for (let n = 0; n < 10; n++) expect(schedule((n + 1) / 10)).toBeLessThanOrEqual(schedule(n / 10));
    }
    expect([cosine(0.1)(0.5), cosine(0.1)(1), polynomial()(1), steps(4)(0.6), steps(4)(1)]).toEqual([
      expect.closeTo(0.55),
      expect.closeTo(0.1),
      0,
      expect.closeTo(0.01),
      expect.closeTo(0.001),
    ]);
  });

  it('may rise first', () => {
    expect([0, 4, 9, 50].map((step) => warmedUp(0.5, step, 10))).toEqual([0.05, 0.25, 0.5, 0.5]);
  });
});

describe('the moving average', () => {
  it('follows at once at the start, and slowly later', () => {
    const average = Float32Array.of(1, 1);
    follow(average, Float32Array.of(2, 0), 0);
    near([...average], [1.9, 0.1]);
    follow(average, Float32Array.of(1.9 + 1000, 0.1), 1e6);
    near([...average], [2.9, 0.1]);
  });
});
