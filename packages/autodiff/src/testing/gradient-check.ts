import type { Random } from '@scholia/core';
import ort from 'onnxruntime-node';
import { gradients } from '../gradients.ts';
import { Graph, type Value } from '../graph.ts';
import { mul } from '../ops/mul.ts';
import { sum } from '../ops/sum.ts';
import { sizeOf } from '../primitives.ts';
import { interpret, type NumberTensor } from './interpret.ts';

export interface GradientCase {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly build: (inputs: Readonly<Record<string, Value>>) => Value;
  /** Element by index. (Default: normal deviates, every seventh an exact zero) */
  readonly fill?: (at: number) => number;
}

/** Outputs `y`, `loss` = sum of y times fixed weights (so that each element of dy differs), and `d_<input>`. */
export function compileCheck({ shapes, build }: GradientCase): Graph {
  const graph = new Graph();
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, dims]) => [name, graph.input(name, dims, { trainable: true })]),
  );
  const y = build(inputs);
  const weights = Float32Array.from({ length: sizeOf(y.dims) }, (_, at) => Math.sin(1 + at));
  const loss = sum(mul(y, graph.constant(y.dims, weights)));
  const found = gradients(loss, Object.values(inputs));
  graph.output('y', y);
  graph.output('loss', loss);
  for (const [at, name] of Object.keys(inputs).entries()) graph.output(`d_${name}`, found[at]);
  return graph;
}

/** Largest errors, each relative to the largest entry of its tensor (or to 1 when that is smaller). */
export interface GradientErrors {
  /** Gradient nodes in float64 against central differences in float64. */
  readonly differences: number;
  /** Gradient nodes in onnxruntime (float32) against the same nodes in float64. */
  readonly runtime: number;
  /** Forward pass in onnxruntime against the same nodes in float64. */
  readonly forward: number;
}

const STEP = 1e-5;

/** Runs one case three ways: float64 differences, float64 gradient nodes, and onnxruntime. */
export async function gradientErrors(testCase: GradientCase, random: Random): Promise<GradientErrors> {
  const graph = compileCheck(testCase);
  const model = graph.model();
  const fill = testCase.fill ?? ((at: number) => (at % 7 === 6 ? 0 : random.gaussian()));
  const inputs: Record<string, NumberTensor> = Object.fromEntries(
    Object.entries(testCase.shapes).map(([name, dims]) => [
      name,
      { dims, data: Float64Array.from(Float32Array.from({ length: sizeOf(dims) }, (_, at) => fill(at))) },
    ]),
  );
  const exact = interpret(model, inputs);
  const session = await ort.InferenceSession.create(graph.encode(), { enableMemPattern: false });
  const feeds = Object.entries(inputs).map(([name, { dims, data }]) => [
    name,
    new ort.Tensor('float32', Float32Array.from(data), dims),
  ]);
  const single = await session.run(Object.fromEntries(feeds));
  await session.release();

  const errors = { differences: 0, runtime: 0, forward: relative(exact.y.data, numbers(single.y)) };
  for (const [name, { data }] of Object.entries(inputs)) {
    const gradient = exact[`d_${name}`].data;
    const numeric = Float64Array.from(data, (value, at) => {
      const lossAt = (moved: number) => {
        data[at] = moved;
        const { loss } = interpret(model, inputs, ['loss']);
        data[at] = value;
        return loss.data[0];
      };
      return (lossAt(value + STEP) - lossAt(value - STEP)) / (2 * STEP);
    });
    errors.differences = Math.max(errors.differences, relative(numeric, gradient));
    errors.runtime = Math.max(errors.runtime, relative(gradient, numbers(single[`d_${name}`])));
  }
  return errors;
}

const numbers = (tensor: ort.Tensor) => tensor.data as Float32Array;

/** NaN anywhere is an error without limit. */
function relative(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (expected.length !== actual.length) return Number.POSITIVE_INFINITY;
  let scale = 1;
  for (let at = 0; at < expected.length; at++) scale = Math.max(scale, Math.abs(expected[at]));
  let worst = 0;
  for (let at = 0; at < expected.length; at++) {
    const error = Math.abs(expected[at] - actual[at]) / scale;
    if (!(error <= worst)) worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  }
  return worst;
}
