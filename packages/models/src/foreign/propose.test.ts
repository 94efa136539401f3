import { describe, expect, it } from 'vitest';
import { onnxFile } from '../testing/foreign-models.ts';
import { proposeDeclaration } from './propose.ts';
import { type OnnxFacts, readOnnx } from './read-onnx.ts';

describe('proposeDeclaration', () => {
  it('takes what the file says of itself, and tells what it had to guess', () => {
    const { declaration, guessed } = proposeDeclaration(readOnnx(onnxFile('softmax-3d')), [5, 7]);
    expect(declaration).toEqual({
      input: {
        ...{ name: 'image', layout: '3d', axes: 'RPS', patch: [4, 5, 6], spacingMm: [1.5, 1.5, 3] },
        intensity: { by: 'range', low: -100, high: 300, to: '0..1' },
      },
      output: { name: 'logits', kind: 'softmax logits', labels: [0, 5, 7] },
    });
    expect(guessed).toEqual(['output.kind', 'output.labels']);
  });

  it('reads from the last operator what comes out, and from free sizes that any patch will do', () => {
    const slices = proposeDeclaration(readOnnx(onnxFile('sigmoid-2d')), [5, 7]);
    expect(slices.declaration).toMatchObject({
      input: { layout: '2d', patch: [1, 256, 256], spacingMm: [null, null, null] },
      output: { name: 'chances', kind: 'sigmoid', labels: [5, 7] },
    });
    const asked = ['input.axes', 'input.patch', 'input.spacingMm', 'input.intensity', 'output.labels'];
    expect(slices.guessed).toEqual(asked);
    const labels = proposeDeclaration(readOnnx(onnxFile('labels-3d')), [5, 7]);
    expect(labels.declaration).toMatchObject({
      input: { layout: '3d', patch: [96, 96, 96] },
      output: { kind: 'labels', labels: [0, 5, 7] },
    });
  });

  it('believes no metadata that cannot be used here', () => {
    const told = (scholia: string): OnnxFacts => ({ ...readOnnx(onnxFile('softmax-3d')), metadata: { scholia } });
    const wrong = { input: { axes: 'RRS', patch: [4, 5], spacingMm: 3 }, output: { labels: [0, 1, 200] } };
    for (const text of ['not JSON', '[]', '{"input": 3}', JSON.stringify(wrong)]) {
      const { declaration, guessed } = proposeDeclaration(told(text), [5, 7]);
      expect(declaration.input).toMatchObject({ axes: 'RAS', patch: [4, 5, 6], spacingMm: [1, 1, 1] });
      expect(declaration.output.labels).toEqual([0, 5, 7]);
      expect(guessed).toContain('input.axes');
    }
  });

  it('leaves out all that is told where it does not go together', () => {
    const facts = readOnnx(onnxFile('softmax-3d'));
    const metadata = { scholia: JSON.stringify({ input: { layout: '2d', patch: [4, 5, 6] } }) };
    expect(proposeDeclaration({ ...facts, metadata }, [5, 7]).declaration.input).toMatchObject({
      layout: '3d',
      axes: 'RAS',
    });
    const huge = [{ ...facts.inputs[0], dims: [1, 1, 1000, 1000, 1000] }];
    const { declaration } = proposeDeclaration({ ...facts, inputs: huge, metadata: {} }, [5, 7]);
    expect(declaration.input.patch).toEqual([96, 96, 96]);
  });

  it('leaves channels without a label of the project to the background', () => {
    const wide = readOnnx(onnxFile('softmax-3d'));
    const outputs = [{ ...wide.outputs[0], dims: [1, 6, 4, 5, 6] }];
    expect(proposeDeclaration({ ...wide, outputs }, [5, 7]).declaration.output.labels).toEqual([0, 5, 7, 0, 0, 0]);
    const single = [{ ...wide.outputs[0], dims: [1, 1, 4, 5, 6] }];
    expect(proposeDeclaration({ ...wide, outputs: single }, [5, 7]).declaration.output).toMatchObject({
      kind: 'sigmoid logits',
      labels: [5],
    });
  });
});
