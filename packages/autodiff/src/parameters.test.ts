import { seededRandom } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { Graph } from './graph.ts';
import { embed, layoutOf, startWeights, unpack } from './parameters.ts';
import { interpret } from './testing/interpret.ts';

const layout = layoutOf([
  { name: 'kernel', dims: [2, 3], start: 0.5 },
  { name: 'scale', dims: [2], start: 'ones' },
  { name: 'shift', dims: [1, 2], start: 'zeros' },
]);

describe('parameters', () => {
  it('lie side by side in the order declared', () => {
    expect(layout.offsets).toEqual([0, 6, 8]);
    expect(layout.length).toBe(10);
  });

  it('start as declared, the same for the same randomness', () => {
    const weights = startWeights(layout, seededRandom(1));
    expect([...weights.slice(6)]).toEqual([1, 1, 0, 0]);
    expect(weights.slice(0, 6).every((value) => value !== 0 && Math.abs(value) < 3)).toBe(true);
    expect(startWeights(layout, seededRandom(1))).toEqual(weights);
  });

  it('are the same numbers cut out of an input and put in as constants', () => {
    const weights = startWeights(layout, seededRandom(2));
    const fromInput = new Graph();
    for (const [name, value] of unpack(fromInput.input('weights', [10]), layout))
      fromInput.output(`out_${name}`, value);
    const constants = new Graph();
    for (const [name, value] of embed(constants, weights, layout)) constants.output(`out_${name}`, value);
    const data = Float64Array.from(weights);
    const cut = interpret(fromInput.model(), { weights: { dims: [10], data } });
    expect(cut).toEqual(interpret(constants.model(), {}));
    expect(cut.out_shift.dims).toEqual([1, 2]);
  });
});
