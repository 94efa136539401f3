import { describe, expect, it } from 'vitest';
import { ADAM_DEFAULTS, adam } from './adam.ts';
import { Graph } from './graph.ts';
import { interpret, type NumberTensor } from './testing/interpret.ts';

const vector = (...values: number[]): NumberTensor => ({ dims: [values.length], data: Float64Array.from(values) });
const scalar = (value: number): NumberTensor => ({ dims: [], data: Float64Array.of(value) });

/** One step on three weights whose gradients come as two tensors. */
function step(gradient: readonly [number, number, number], t: number, state: Record<string, NumberTensor>) {
  const graph = new Graph();
  const input = (name: string, dims: readonly number[]) => graph.input(name, dims);
  const inputs = {
    weights: input('weights', [3]),
    first: input('first', [3]),
    second: input('second', [3]),
    learningRate: input('learningRate', []),
    correction1: input('correction1', []),
    correction2: input('correction2', []),
  };
  const next = adam([input('a', [2, 1]), input('b', [])], inputs, { clipNorm: 5 });
  for (const [name, value] of Object.entries(next)) graph.output(`next_${name}`, value);
  return interpret(graph.model(), {
    ...state,
    a: { dims: [2, 1], data: Float64Array.from(gradient.slice(0, 2)) },
    b: scalar(gradient[2]),
    learningRate: scalar(0.1),
    correction1: scalar(1 - ADAM_DEFAULTS.beta1 ** t),
    correction2: scalar(1 - ADAM_DEFAULTS.beta2 ** t),
  });
}

const start = { weights: vector(1, 2, 3), first: vector(0, 0, 0), second: vector(0, 0, 0) };

describe('adam', () => {
  it('moves each weight by the learning rate on the first step, whatever the size of its gradient', () => {
    const { next_weights } = step([1e-3, -2, 1], 1, start);
    for (const [at, expected] of [0.9, 2.1, 2.9].entries()) expect(next_weights.data[at]).toBeCloseTo(expected, 5);
  });

  it('keeps running means of the gradient and of its square', () => {
    const { next_first, next_second } = step([1, -2, 0], 2, {
      ...start,
      first: vector(1, 1, 1),
      second: vector(4, 4, 4),
    });
    for (const [at, expected] of [1, 0.7, 0.9].entries()) expect(next_first.data[at]).toBeCloseTo(expected, 6);
    for (const [at, expected] of [3.997, 4, 3.996].entries()) expect(next_second.data[at]).toBeCloseTo(expected, 6);
  });

  it('shortens a long gradient to the limit, and tells how long it was', () => {
    const { next_first, next_gradientNorm } = step([30, 40, 0], 1, start);
    expect(next_gradientNorm.data[0]).toBeCloseTo(50);
    for (const [at, expected] of [0.3, 0.4, 0].entries()) expect(next_first.data[at]).toBeCloseTo(expected, 6);
  });

  it('leaves a weight without gradient where it is', () => {
    expect(step([0, 0, 0], 1, start).next_weights.data).toEqual(start.weights.data);
  });
});
