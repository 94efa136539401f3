import { seededRandom } from '@scholia/core';
import ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import {
  add,
  concat,
  conv3,
  diceCrossEntropy,
  divide,
  down2,
  exp,
  Graph,
  linear,
  logSoftmax,
  multiply,
  normLeakyRelu,
  pointwise,
  reshape,
  sizeOf,
  slice,
  softmax,
  subtract,
  sum,
  type Tensor,
  transpose,
  up2,
} from '../index.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;
type Values = Record<string, Float32Array>;
type Build = (g: Graph, inputs: Record<string, Tensor>) => Tensor;

interface Case {
  readonly shapes: Shapes;
  readonly build: Build;
  /** Where inputs are drawn from. (Default: normal deviates and some exact zeros) */
  readonly draw?: (uniform: () => number, gaussian: () => number) => number;
  /** Allowed error relative to the largest gradient. (Default: 2e-3, float32 central differences) */
  readonly tolerance?: number;
}

/** The loss is the sum of the output times fixed random weights, so that every element of the gradient matters. */
function compile({ shapes, build }: Case) {
  const g = new Graph();
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, dims]) => [name, g.input(name, dims, 'float32', true)]),
  );
  const y = build(g, inputs);
  const random = seededRandom(5);
  const weights = g.constant(
    y.dims,
    Float32Array.from({ length: sizeOf(y.dims) }, () => random.gaussian()),
  );
  const axes = y.dims.map((_, axis) => axis);
  const loss = axes.length > 0 ? sum(g, multiply(g, y, weights), axes) : multiply(g, y, weights);
  const names = Object.keys(shapes);
  const gradients = g.gradients(
    loss,
    names.map((name) => inputs[name]),
  );
  g.output('loss', g.reshaped(loss, [1]));
  for (const [n, name] of names.entries()) g.output(`d_${name}`, gradients[n]);
  return g.build();
}

async function check(testCase: Case) {
  const session = await ort.InferenceSession.create(compile(testCase), { enableMemPattern: false });
  const random = seededRandom(11);
  const draw =
    testCase.draw ?? ((uniform: () => number, gaussian: () => number) => (uniform() < 0.05 ? 0 : gaussian()));
  const values: Values = Object.fromEntries(
    Object.entries(testCase.shapes).map(([name, dims]) => [
      name,
      Float32Array.from({ length: sizeOf(dims) }, () => draw(random.next, random.gaussian)),
    ]),
  );
  const run = async () => {
    const feeds = Object.fromEntries(
      Object.entries(values).map(([name, data]) => [name, new ort.Tensor('float32', data, testCase.shapes[name])]),
    );
    return await session.run(feeds);
  };
  const analytic = await run();
  for (const [name, data] of Object.entries(values)) {
    const gradient = analytic[`d_${name}`].data as Float32Array;
    expect(gradient.length).toBe(data.length);
    const scale = Math.max(1, ...gradient.map(Math.abs));
    for (const at of spread(data.length, 24)) {
      const step = 2e-2;
      const before = data[at];
      const lossAt = async (value: number) => {
        data[at] = value;
        return Number((await run()).loss.data[0]);
      };
      // Fourth-order central difference: the step may be large enough for float32.
      const [a, b, c, d] = [
        await lossAt(before - 2 * step),
        await lossAt(before - step),
        await lossAt(before + step),
        await lossAt(before + 2 * step),
      ];
      data[at] = before;
      const numeric = (a - 8 * b + 8 * c - d) / (12 * step);
      const error = Math.abs(numeric - gradient[at]) / scale;
      expect(error, `d_${name}[${at}]: ${gradient[at]} against ${numeric}`).toBeLessThan(testCase.tolerance ?? 2e-3);
    }
  }
  await session.release();
}

function spread(length: number, count: number): number[] {
  return Array.from({ length: Math.min(length, count) }, (_, n) => Math.floor((n * length) / Math.min(length, count)));
}

const awayFromZero = (uniform: () => number) => (uniform() < 0.5 ? -1 : 1) * (0.5 + uniform());

const CASES: Record<string, Case> = {
  'add with broadcasting': { shapes: { a: [2, 3, 4], b: [3, 1] }, build: (g, { a, b }) => add(g, a, b) },
  'subtract with broadcasting': { shapes: { a: [3, 1], b: [2, 3, 4] }, build: (g, { a, b }) => subtract(g, a, b) },
  'multiply with broadcasting': { shapes: { a: [2, 3, 4], b: [1, 4] }, build: (g, { a, b }) => multiply(g, a, b) },
  'multiply by itself': { shapes: { a: [5] }, build: (g, { a }) => multiply(g, a, a) },
  divide: { shapes: { a: [2, 3], b: [3] }, build: (g, { a, b }) => divide(g, a, b), draw: awayFromZero },
  exp: { shapes: { x: [6] }, build: (g, { x }) => exp(g, x) },
  reshape: { shapes: { x: [2, 6] }, build: (g, { x }) => reshape(g, x, [3, 4]) },
  transpose: { shapes: { x: [2, 3, 4] }, build: (g, { x }) => transpose(g, x, [2, 0, 1]) },
  slice: { shapes: { x: [2, 5] }, build: (g, { x }) => slice(g, x, 1, 1, 4) },
  concat: { shapes: { a: [2, 2, 3], b: [2, 1, 3] }, build: (g, { a, b }) => concat(g, [a, b], 1) },
  sum: { shapes: { x: [2, 3, 4] }, build: (g, { x }) => sum(g, x, [0, 2]) },
  softmax: { shapes: { x: [2, 4, 3] }, build: (g, { x }) => softmax(g, x, 1) },
  'softmax of ties': { shapes: { x: [1, 4] }, build: (g, { x }) => softmax(g, x, 1), draw: () => 1 },
  logSoftmax: { shapes: { x: [2, 4, 3] }, build: (g, { x }) => logSoftmax(g, x, 1) },
  linear: { shapes: { w: [3, 4], x: [1, 4, 6] }, build: (g, { w, x }) => linear(g, w, x) },
  'linear over a batch': { shapes: { w: [3, 4], x: [2, 4, 6] }, build: (g, { w, x }) => linear(g, w, x) },
  pointwise: {
    shapes: { x: [2, 3, 2, 2, 2], w: [4, 3], b: [4, 1] },
    build: (g, { x, w, b }) => pointwise(g, x, w, b),
  },
  'conv3, more outputs': { shapes: { x: [1, 2, 4, 3, 5], w: [5, 2, 3, 3, 3] }, build: (g, { x, w }) => conv3(g, x, w) },
  'conv3, more inputs': { shapes: { x: [2, 5, 3, 4, 3], w: [2, 5, 3, 3, 3] }, build: (g, { x, w }) => conv3(g, x, w) },
  down2: { shapes: { x: [2, 3, 4, 2, 4], w: [4, 3, 2, 2, 2] }, build: (g, { x, w }) => down2(g, x, w) },
  up2: { shapes: { x: [2, 3, 2, 1, 2], w: [4, 2, 2, 2, 3] }, build: (g, { x, w }) => up2(g, x, w) },
  // A slope of 1 leaves the normalisation alone, which has no kink to trip a difference quotient.
  'instance normalisation': {
    shapes: { x: [2, 3, 2, 3, 4], gamma: [3, 1], beta: [3, 1] },
    build: (g, { x, gamma, beta }) => normLeakyRelu(g, x, gamma, beta, 1),
    tolerance: 4e-3,
  },
  // Shifts of +-9 keep every value on one side of the kink.
  'leaky ReLU after normalisation': {
    shapes: { x: [1, 2, 2, 2, 3] },
    build: (g, { x }) =>
      normLeakyRelu(g, x, g.constant([2, 1], Float32Array.of(1, 1)), g.constant([2, 1], Float32Array.of(9, -9)), 0.1),
    tolerance: 4e-3,
  },
};

describe('gradient of each operation against central differences', () => {
  for (const [name, testCase] of Object.entries(CASES)) it(name, async () => check(testCase));

  it('diceCrossEntropy', async () => {
    const classes = Int32Array.from({ length: 8 }, (_, n) => n % 3);
    await check({
      shapes: { logits: [1, 3, 2, 2, 2] },
      build: (g, { logits }) => {
        const target = g.int32s([1, 1, 2, 2, 2], [...classes]);
        return diceCrossEntropy(g, logits, target).loss;
      },
    });
  });
});

describe('values', () => {
  it('down2 and up2 agree with the definition of their convolutions', async () => {
    const g = new Graph();
    const x = g.input('x', [1, 1, 2, 2, 2]);
    const w = g.input('w', [1, 1, 2, 2, 2]);
    const up = g.input('up', [1, 2, 2, 2, 1]);
    g.output('down', down2(g, x, w));
    g.output('up2', up2(g, x, up));
    const session = await ort.InferenceSession.create(g.build());
    const eight = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const feeds = {
      x: new ort.Tensor('float32', eight, [1, 1, 2, 2, 2]),
      w: new ort.Tensor('float32', eight, [1, 1, 2, 2, 2]),
      up: new ort.Tensor('float32', eight, [1, 2, 2, 2, 1]),
    };
    const result = await session.run(feeds);
    expect(Number(result.down.data[0])).toBe(204);
    const y = result.up2.data as Float32Array;
    for (let at = 0; at < 64; at++) {
      const [d, h, v] = [at >> 4, (at >> 2) & 3, at & 3];
      const source = eight[(d >> 1) * 4 + (h >> 1) * 2 + (v >> 1)];
      expect(y[at]).toBe(source * eight[(d & 1) * 4 + (h & 1) * 2 + (v & 1)]);
    }
  });
});
