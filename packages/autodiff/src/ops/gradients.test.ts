import { seededRandom } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { LOSSES, lossOf } from '../losses/index.ts';
import { IGNORE } from '../losses/voxelwise.ts';
import { compileCheck, type GradientCase, gradientErrors } from '../testing/gradient-check.ts';
import { interpret } from '../testing/interpret.ts';
import { add } from './add.ts';
import { averagePool } from './average-pool.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { div } from './div.ts';
import { down } from './down.ts';
import { dropout } from './dropout.ts';
import { enlarge } from './enlarge.ts';
import { exp } from './exp.ts';
import { groupNorm, instanceNorm } from './group-norm.ts';
import { OPS } from './index.ts';
import { leakyRelu } from './leaky-relu.ts';
import { linear } from './linear.ts';
import { logSoftmax } from './log-softmax.ts';
import { matmul } from './matmul.ts';
import { maxPool } from './max-pool.ts';
import { mean } from './mean.ts';
import { mul } from './mul.ts';
import { prelu } from './prelu.ts';
import { relu } from './relu.ts';
import { repeat } from './repeat.ts';
import { reshape } from './reshape.ts';
import { sigmoid } from './sigmoid.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { sub } from './sub.ts';
import { sum } from './sum.ts';
import { transpose } from './transpose.ts';
import { up } from './up.ts';

/** Signed, at least 0.5 away from zero: for denominators and kinks. */
const awayFromZero = (at: number) => (at % 2 === 0 ? 1 : -1) * (0.5 + ((at * 0.37) % 1));

/** All different, in no order: no ties for a maximum. */
const scattered = (at: number) => ((at * 7) % 31) / 10;

const CASES: Record<string, GradientCase> = {
  'add: broadcasting': { shapes: { a: [2, 3, 4], b: [3, 1] }, build: ({ a, b }) => add(a, b) },
  'add: a value with itself': { shapes: { a: [5] }, build: ({ a }) => add(a, a) },
  'sub: broadcasting': { shapes: { a: [3, 1], b: [2, 3, 4] }, build: ({ a, b }) => sub(a, b) },
  'mul: broadcasting': { shapes: { a: [2, 3, 4], b: [1, 4] }, build: ({ a, b }) => mul(a, b) },
  'mul: a value with itself': { shapes: { a: [5] }, build: ({ a }) => mul(a, a) },
  'div: broadcasting': { shapes: { a: [2, 3], b: [3] }, build: ({ a, b }) => div(a, b), fill: awayFromZero },
  exp: { shapes: { x: [6] }, build: ({ x }) => exp(x) },
  reshape: { shapes: { x: [2, 6] }, build: ({ x }) => reshape(x, [3, 4]) },
  transpose: { shapes: { x: [2, 3, 4] }, build: ({ x }) => transpose(x, [2, 0, 1]) },
  slice: { shapes: { x: [2, 5] }, build: ({ x }) => slice(x, 1, 1, 4) },
  concat: { shapes: { a: [2, 2, 3], b: [2, 1, 3] }, build: ({ a, b }) => concat([a, b], 1) },
  'sum: two axes': { shapes: { x: [2, 3, 4] }, build: ({ x }) => sum(x, [0, 2]) },
  'mean: one axis': { shapes: { x: [2, 3, 4] }, build: ({ x }) => mean(x, [1]) },
  softmax: { shapes: { x: [2, 4, 3] }, build: ({ x }) => softmax(x, 1) },
  'softmax: ties': { shapes: { x: [1, 4] }, build: ({ x }) => softmax(x, 1), fill: () => 1 },
  logSoftmax: { shapes: { x: [2, 4, 3] }, build: ({ x }) => logSoftmax(x, 1) },
  'logSoftmax: underflow': {
    shapes: { x: [1, 3] },
    build: ({ x }) => logSoftmax(x, 1),
    fill: (at) => [0, 200, -200][at],
  },
  'matmul: broadcasting': { shapes: { a: [3, 4], b: [2, 4, 5] }, build: ({ a, b }) => matmul(a, b) },
  'linear: one image': { shapes: { w: [3, 4], x: [1, 4, 2, 3] }, build: ({ w, x }) => linear(w, x) },
  'linear: a batch': { shapes: { w: [3, 4], x: [2, 4, 6] }, build: ({ w, x }) => linear(w, x) },
  'leakyRelu: both sides': { shapes: { x: [3, 4] }, build: ({ x }) => leakyRelu(x, 0.1), fill: awayFromZero },
  'dropout: channels': {
    shapes: { x: [2, 3, 2, 2] },
    build: ({ x }) => dropout(x, x.graph.constant([1, 3, 1, 1], Float32Array.of(0, 1.25, 1.25))),
  },
  relu: { shapes: { x: [3, 4] }, build: ({ x }) => relu(x), fill: awayFromZero },
  'prelu: a slope for each channel': {
    shapes: { x: [2, 3, 2, 2], slope: [3, 1] },
    build: ({ x, slope }) => prelu(x, slope),
    fill: awayFromZero,
  },
  sigmoid: { shapes: { x: [3, 4] }, build: ({ x }) => sigmoid(x) },
  'groupNorm: instances': {
    shapes: { x: [2, 3, 2, 3, 4], scale: [3, 1], shift: [3, 1] },
    build: ({ x, scale, shift }) => instanceNorm(x, scale, shift),
  },
  'groupNorm: two groups': {
    shapes: { x: [2, 4, 3, 4], scale: [4, 1], shift: [4, 1] },
    build: ({ x, scale, shift }) => groupNorm(x, scale, shift, 2),
  },
  'maxPool: three dimensions': {
    shapes: { x: [1, 2, 4, 2, 4] },
    build: ({ x }) => maxPool(x, [2, 2, 2]),
    fill: scattered,
  },
  'maxPool: two, one axis kept': { shapes: { x: [2, 1, 3, 4] }, build: ({ x }) => maxPool(x, [1, 2]), fill: scattered },
  averagePool: { shapes: { x: [2, 2, 4, 2, 2] }, build: ({ x }) => averagePool(x, [2, 1, 2]) },
  repeat: { shapes: { x: [2, 2, 2, 1, 2] }, build: ({ x }) => repeat(x, [1, 2, 3]) },
  'enlarge: three dimensions': { shapes: { x: [1, 2, 3, 1, 2] }, build: ({ x }) => enlarge(x, [2, 2, 1]) },
  'enlarge: two': { shapes: { x: [2, 1, 3, 2] }, build: ({ x }) => enlarge(x, [2, 3]) },
  'conv: more outputs': { shapes: { x: [1, 2, 3, 2, 4], w: [4, 2, 3, 3, 3] }, build: ({ x, w }) => conv(x, w) },
  'conv: more inputs': { shapes: { x: [2, 3, 2, 3, 1], w: [1, 3, 3, 3, 3] }, build: ({ x, w }) => conv(x, w) },
  'conv: slabs, more outputs': {
    shapes: { x: [2, 1, 3, 1, 2], w: [3, 1, 3, 3, 3] },
    build: ({ x, w }) => conv(x, w, { slabBytes: 500 }),
  },
  'conv: slabs, more inputs': {
    shapes: { x: [1, 3, 3, 2, 2], w: [1, 3, 3, 3, 3] },
    build: ({ x, w }) => conv(x, w, { slabBytes: 1000 }),
  },
  'conv: one voxel': { shapes: { x: [1, 1, 1, 1, 1], w: [1, 1, 3, 3, 3] }, build: ({ x, w }) => conv(x, w) },
  'conv: a kernel within slices': {
    shapes: { x: [1, 2, 2, 3, 3], w: [2, 2, 1, 3, 3] },
    build: ({ x, w }) => conv(x, w),
  },
  'conv: wide, one output': { shapes: { x: [1, 1, 1, 3, 4], w: [9, 1, 1, 3, 5] }, build: ({ x, w }) => conv(x, w) },
  'conv: two dimensions': { shapes: { x: [2, 2, 3, 4], w: [3, 2, 3, 3] }, build: ({ x, w }) => conv(x, w) },
  'conv: strides': {
    shapes: { x: [1, 2, 3, 4, 5], w: [2, 2, 3, 3, 3] },
    build: ({ x, w }) => conv(x, w, { strides: [2, 2, 2] }),
  },
  'conv: strides within slices, slabs': {
    shapes: { x: [1, 1, 3, 4, 3], w: [2, 1, 3, 3, 3] },
    build: ({ x, w }) => conv(x, w, { strides: [1, 2, 2], slabBytes: 500 }),
  },
  'conv: two dimensions, strides': {
    shapes: { x: [1, 2, 4, 5], w: [2, 2, 3, 3] },
    build: ({ x, w }) => conv(x, w, { strides: [2, 2] }),
  },
  'down: three dimensions': { shapes: { x: [2, 3, 4, 2, 4], w: [4, 3, 2, 2, 2] }, build: ({ x, w }) => down(x, w) },
  'down: within slices': { shapes: { x: [1, 2, 3, 4, 2], w: [3, 2, 1, 2, 2] }, build: ({ x, w }) => down(x, w) },
  'down: two': { shapes: { x: [2, 2, 4, 2], w: [3, 2, 2, 2] }, build: ({ x, w }) => down(x, w) },
  'up: three dimensions': { shapes: { x: [2, 3, 2, 1, 2], w: [16, 3] }, build: ({ x, w }) => up(x, w, [2, 2, 2]) },
  'up: within slices': { shapes: { x: [1, 2, 2, 1, 2], w: [8, 2] }, build: ({ x, w }) => up(x, w, [1, 2, 2]) },
  'up: two': { shapes: { x: [1, 2, 2, 2], w: [4, 2] }, build: ({ x, w }) => up(x, w, [2, 2]) },
  ...Object.fromEntries(
    Object.keys(LOSSES).flatMap((name): [string, GradientCase][] => [
      [
        `loss: ${name}, ignored voxels and class weights`,
        {
          shapes: { logits: [2, 3, 2, 2, 2] },
          build: ({ logits }) => {
            const classes = Array.from({ length: 16 }, (_, at) => (at % 5 === 4 ? IGNORE : at % 3));
            const given = logits.graph.integers([2, 1, 2, 2, 2], classes);
            return lossOf(name as keyof typeof LOSSES, logits, given, [0.5, 1, 2]);
          },
        },
      ],
      [
        `loss: ${name}, a class is absent, everything else ignored`,
        {
          shapes: { logits: [1, 3, 1, 1, 2] },
          build: ({ logits }) => {
            const given = logits.graph.integers([1, 1, 1, 1, 2], [IGNORE, 1]);
            return lossOf(name as keyof typeof LOSSES, logits, given);
          },
        },
      ],
    ]),
  ),
  'loss: through a small network': {
    shapes: {
      x: [1, 2, 4, 2, 2],
      kernel: [2, 2, 3, 3, 3],
      small: [3, 2, 2, 2, 2],
      large: [16, 3],
      head: [3, 4],
      scale: [2, 1],
    },
    build: ({ x, kernel, small, large, head, scale }) => {
      const shift = x.graph.constant([2, 1], Float32Array.of(0.3, -0.2));
      const fine = leakyRelu(instanceNorm(conv(x, kernel), scale, shift));
      const joined = concat([fine, up(down(fine, small), large, [2, 2, 2])], 1);
      const classes = Array.from({ length: 16 }, (_, at) => at % 3);
      return lossOf('dice-cross-entropy', linear(head, joined), x.graph.integers([1, 1, 4, 2, 2], classes));
    },
  },
};

describe('gradients', () => {
  for (const [name, testCase] of Object.entries(CASES))
    it(name, async () => {
      // Central differences of the float64 forward pass are good to about 1e-8; onnxruntime works in float32.
      const { differences, runtime, forward } = await gradientErrors(testCase, seededRandom(11));
      expect(differences).toBeLessThan(1e-6);
      expect(forward).toBeLessThan(1e-5);
      expect(runtime).toBeLessThan(1e-4);
    });

  it('leakyRelu has the slope of the negative side at zero', () => {
    const model = compileCheck({ shapes: { x: [3] }, build: ({ x }) => leakyRelu(x, 0.1) }).model();
    const { d_x } = interpret(model, { x: { dims: [3], data: Float64Array.of(0, -1, 1) } });
    for (const [at, slope] of [0.1, 0.1, 1].entries())
      expect(d_x.data[at]).toBeCloseTo(slope * Math.fround(Math.sin(1 + at)), 6);
  });

  it('every registered op has a case and is used by it', () => {
    const used = new Set<string>();
    for (const [name, testCase] of Object.entries(CASES)) {
      const ops = compileCheck(testCase).steps.map((step) => step.op.name);
      for (const op of ops) used.add(op);
      const [subject] = name.split(':');
      if (subject !== 'loss') expect(ops, name).toContain(subject);
    }
    expect([...used].sort()).toEqual(OPS.map((op) => op.name).sort());
  });
});
