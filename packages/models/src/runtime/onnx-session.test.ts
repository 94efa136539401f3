import { Graph } from '@scholia/autodiff';
import { describe, expect, it } from 'vitest';
import { onnxRuntime } from './onnx-session.ts';
import { float32 } from './session.ts';

function doubling(): Uint8Array {
  const graph = new Graph();
  const x = graph.input('x', [2]);
  graph.output('y', graph.node('Mul', [x, graph.scalar(2)], [2]));
  return graph.encode();
}

describe('onnxRuntime', () => {
  it('runs a graph and says once which provider it used', async () => {
    const used: string[] = [];
    const open = onnxRuntime({ threads: 1, onProvider: (provider) => used.push(provider) });
    for (let n = 0; n < 2; n++) {
      const session = await open(doubling());
      const { y } = await session.run({ x: float32([2], Float32Array.of(1, -3)) });
      expect(y).toEqual(float32([2], Float32Array.of(2, -6)));
      await session.dispose();
    }
    expect(used).toEqual(['cpu']);
  });

  it('tries CUDA, and where it cannot be had says why and works on the CPU', async () => {
    const used: [string, string | undefined][] = [];
    const open = onnxRuntime({
      provider: 'cuda',
      threads: 1,
      onProvider: (provider, why) => used.push([provider, why]),
    });
    const session = await open(doubling());
    const { y } = await session.run({ x: float32([2], Float32Array.of(1, -3)) });
    expect([...(y.data as Float32Array)]).toEqual([2, -6]);
    const [[provider, why]] = used;
    expect(provider === 'cuda' || (provider === 'cpu' && why)).toBeTruthy();
    await session.dispose();
  });

  it('names the fault when bytes are no graph', async () => {
    const open = onnxRuntime({ threads: 1 });
    await expect(open(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'runtime-unavailable' });
  });
});
