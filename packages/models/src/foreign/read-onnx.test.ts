import { seededRandom } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportOnnx } from '../network/graphs.ts';
import { BALL_PLAN } from '../testing/ball-case.ts';
import { onnxFile } from '../testing/foreign-models.ts';
import { freshState } from '../training/trainer.ts';
import { readOnnx } from './read-onnx.ts';

const unusable = (reason: string) => expect.objectContaining({ code: 'unusable-file', details: { reason } });

describe('readOnnx', () => {
  it('reads what PyTorch exported: ports, free sizes, the operator that makes an output', () => {
    const fixed = readOnnx(onnxFile('softmax-3d'));
    expect(fixed.producer).toBe('pytorch');
    expect(fixed.inputs).toEqual([{ name: 'image', type: 'float32', dims: [1, 1, 4, 5, 6] }]);
    expect(fixed.outputs).toEqual([{ name: 'logits', type: 'float32', dims: [1, 3, 4, 5, 6], madeBy: 'Conv' }]);
    expect(JSON.parse(fixed.metadata.scholia).input.axes).toBe('RPS');

    const free = readOnnx(onnxFile('sigmoid-2d'));
    expect(free.inputs[0].dims).toEqual([expect.any(String), 1, expect.any(String), expect.any(String)]);
    expect(free.outputs[0].madeBy).toBe('Sigmoid');
    expect(readOnnx(onnxFile('labels-3d')).outputs).toMatchObject([{ type: 'int64', madeBy: 'ArgMax' }]);
  });

  it('reads what Scholia exports: weights are no inputs', () => {
    const onnx = exportOnnx({ plan: BALL_PLAN, ...freshState(BALL_PLAN, seededRandom(1)) });
    expect(readOnnx(onnx)).toMatchObject({
      inputs: [{ name: 'image', dims: [1, 1, 16, 16, 16] }],
      outputs: [{ name: 'probabilities', dims: [1, 2, 16, 16, 16], madeBy: 'Softmax' }],
      unknownDomains: [],
      externalFiles: [],
    });
  });

  it('refuses what cannot be used as it is, and says what to do', () => {
    expect(() => readOnnx(onnxFile('external-weights'))).toThrow(unusable('external-data'));
    expect(() => readOnnx(onnxFile('external-weights'))).toThrow('weights.bin');
    expect(() => readOnnx(onnxFile('custom-operator'))).toThrow(unusable('custom-operators'));
    expect(() => readOnnx(onnxFile('custom-operator'))).toThrow('org.example');
    expect(() => readOnnx(new TextEncoder().encode('a text file, not a model'))).toThrow(unusable('not-onnx'));
    expect(() => readOnnx(new Uint8Array(0))).toThrow(unusable('not-onnx'));
  });

  it('of a file that is damaged anywhere says so, or what is left; it never fails otherwise', () => {
    const onnx = onnxFile('softmax-3d');
    const attempt = (bytes: Uint8Array) => {
      try {
        readOnnx(bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: 'unusable-file' });
      }
    };
    fc.assert(
      fc.property(fc.nat(onnx.length), fc.nat(255), (at, byte) => {
        attempt(onnx.subarray(0, at));
        attempt(onnx.with(Math.min(at, onnx.length - 1), byte));
      }),
      { numRuns: 300 },
    );
  });

  it('does not follow graphs within graphs without end', () => {
    const field = (number: number, inner: number[]) => {
      const length = inner.length < 128 ? [inner.length] : [(inner.length & 127) | 128, inner.length >> 7];
      return [(number << 3) | 2, ...length, ...inner];
    };
    let graph = field(1, []);
    // A node with an attribute that is a graph with a node with an attribute ...
    for (let depth = 0; depth < 40; depth++) graph = field(1, field(5, field(6, graph)));
    expect(() => readOnnx(Uint8Array.from(field(7, graph)))).toThrow(unusable('not-onnx'));
  });
});
