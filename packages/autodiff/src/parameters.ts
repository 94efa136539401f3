import type { Random } from '@scholia/core';
import type { Graph, Value } from './graph.ts';
import type { Dims } from './onnx/model.ts';
import { cut, reshapeTo, sizeOf } from './primitives.ts';

/** Where a parameter lies in the flat vector, and how it starts. */
export interface ParameterSpec {
  readonly name: string;
  readonly dims: Dims;
  /** 'zeros', 'ones', or the standard deviation of a normal deviate. */
  readonly start: 'zeros' | 'ones' | number;
}

/** Parameters side by side in one vector, in the order in which they were declared. */
export interface ParameterLayout {
  readonly specs: readonly ParameterSpec[];
  readonly offsets: readonly number[];
  readonly length: number;
}

export function layoutOf(specs: readonly ParameterSpec[]): ParameterLayout {
  const offsets: number[] = [];
  let length = 0;
  for (const { dims } of specs) {
    offsets.push(length);
    length += sizeOf(dims);
  }
  return { specs, offsets, length };
}

/** Fresh weights, one flat vector. */
export function startWeights({ specs, offsets, length }: ParameterLayout, random: Random): Float32Array {
  const weights = new Float32Array(length);
  for (const [at, { dims, start }] of specs.entries()) {
    const part = weights.subarray(offsets[at], offsets[at] + sizeOf(dims));
    if (start === 'ones') part.fill(1);
    else if (start !== 'zeros') for (let i = 0; i < part.length; i++) part[i] = start * random.gaussian();
  }
  return weights;
}

/** The parameters cut out of a flat vector [P], each trainable, by name. */
export function unpack(flat: Value, { specs, offsets }: ParameterLayout): ReadonlyMap<string, Value> {
  return new Map(
    specs.map(({ name, dims }, at) => {
      const part = cut(flat, [{ axis: 0, start: offsets[at], end: offsets[at] + sizeOf(dims) }]);
      return [name, { ...reshapeTo(part, dims), trainable: true }];
    }),
  );
}

/** The parameters as constants of an inference graph, by name. */
export function embed(
  graph: Graph,
  weights: Float32Array,
  { specs, offsets }: ParameterLayout,
): ReadonlyMap<string, Value> {
  return new Map(
    specs.map(({ name, dims }, at) => [
      name,
      graph.constant(dims, weights.slice(offsets[at], offsets[at] + sizeOf(dims)), name),
    ]),
  );
}
