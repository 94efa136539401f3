// Measures one convolution layer beside a square matrix product, in the same process and in turns.
import { conv, Graph, gradients, mul, sum, type Value } from '@scholia/autodiff';
import { seededRandom } from '@scholia/core';
import { onnxRuntime } from '@scholia/models';

export interface OperatorTask {
  readonly channels: number;
  readonly edge: number;
  readonly threads: number;
}

/** Billions of floating-point operations a second. */
export interface OperatorReport {
  readonly product: number;
  readonly forward: number;
  readonly inputGradient: number;
  readonly kernelGradient: number;
}

const { channels, edge, threads }: OperatorTask = JSON.parse(process.argv[2]);
const PRODUCT = 1024;
const ROUNDS = 6;
const random = seededRandom(1);
const openSession = onnxRuntime({ threads });

/** A graph that gives one number, so that only the operator's work counts, and what it computes. */
async function prepare(operations: number, inputs: Readonly<Record<string, readonly number[]>>, build: Build) {
  const graph = new Graph();
  const values = Object.entries(inputs).map(([name, dims]) => graph.input(name, dims, { trainable: true }));
  graph.output('y', build(values));
  const session = await openSession(graph.encode());
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, dims]) => {
      const size = dims.reduce((product, one) => product * one, 1);
      return [
        name,
        { type: 'float32', dims, data: Float32Array.from({ length: size }, () => random.gaussian()) } as const,
      ];
    }),
  );
  let best = 0;
  return {
    async run() {
      const started = performance.now();
      await session.run(feeds);
      best = Math.max(best, operations / (1e6 * (performance.now() - started)));
    },
    rate: () => best,
  };
}
type Build = (values: readonly Value[]) => Value;

const x = [1, channels, edge, edge, edge];
const w = [channels, channels, 3, 3, 3];
const layer = 2 * 27 * channels ** 2 * edge ** 3;
/** d sum(y dy) / d one of the operands. */
const gradientOf =
  (which: number): Build =>
  ([a, b]) => {
    const y = conv(a, b);
    const dy = y.graph.constant(
      y.dims,
      Float32Array.from({ length: channels * edge ** 3 }, (_, n) => Math.sin(n)),
    );
    const [found] = gradients(sum(mul(y, dy)), [[a, b][which]]);
    return sum(found);
  };

const measured = {
  product: await prepare(2 * PRODUCT ** 3, { a: [PRODUCT, PRODUCT], b: [PRODUCT, PRODUCT] }, ([a, b]) =>
    sum(a.graph.node('MatMul', [a, b], [PRODUCT, PRODUCT])),
  ),
  forward: await prepare(layer, { x, w }, ([a, b]) => sum(conv(a, b))),
  inputGradient: await prepare(layer, { x, w }, gradientOf(0)),
  kernelGradient: await prepare(layer, { x, w }, gradientOf(1)),
};
for (let round = 0; round < ROUNDS; round++) for (const one of Object.values(measured)) await one.run();
const report = Object.fromEntries(Object.entries(measured).map(([name, { rate }]) => [name, rate()]));
process.send?.(report, () => process.disconnect());
