import { seededRandom } from '@scholia/core';
import ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { gradients } from './gradients.ts';
import { Graph, type GraphOptions } from './graph.ts';
import { lossOf } from './losses/index.ts';
import { conv } from './ops/conv.ts';
import { groupNorm } from './ops/group-norm.ts';
import { relu } from './ops/relu.ts';

/** Gradient of a small network for its kernel, in onnxruntime on the CPU, and how many half-precision nodes its graph has. */
async function gradientWith(options: GraphOptions) {
  const graph = new Graph(options);
  const kernel = graph.input('kernel', [4, 2, 3, 3, 3], { trainable: true });
  const x = graph.input('x', [1, 2, 4, 4, 4]);
  const ones = graph.constant([4, 1], new Float32Array(4).fill(1));
  const zeros = graph.constant([4, 1], new Float32Array(4));
  const classes = graph.integers(
    [1, 1, 4, 4, 4],
    Array.from({ length: 64 }, (_, at) => at % 4),
  );
  const loss = lossOf('dice-cross-entropy', relu(groupNorm(conv(x, kernel), ones, zeros, 2)), classes);
  graph.output('gradient', gradients(loss, [kernel])[0]);
  const random = seededRandom(3);
  const tensor = (dims: readonly number[], size: number) =>
    new ort.Tensor(
      'float32',
      Float32Array.from({ length: size }, () => random.gaussian()),
      dims,
    );
  const session = await ort.InferenceSession.create(graph.encode(), { enableMemPattern: false });
  const { gradient } = await session.run({ kernel: tensor([4, 2, 3, 3, 3], 216), x: tensor([1, 2, 4, 4, 4], 128) });
  await session.release();
  const halved = graph.model().nodes.filter(({ attributes }) => attributes.to?.value === 10).length;
  return { gradient: gradient.data as Float32Array, halved };
}

describe('mixed precision', () => {
  it('computes convolutions and products in half, and gives nearly the same gradient in single', async () => {
    const single = await gradientWith({});
    const mixed = await gradientWith({ precision: 'mixed' });
    expect(single.halved).toBe(0);
    expect(mixed.halved).toBeGreaterThan(2);
    const largest = Math.max(...single.gradient.map(Math.abs));
    const error = Math.max(...single.gradient.map((value, at) => Math.abs(value - mixed.gradient[at])));
    // On the CPU the runtime may leave the halves out, as it has no kernels for them.
    expect(error / largest).toBeLessThan(0.01);
  });
});
