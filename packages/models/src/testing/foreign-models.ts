import { readFileSync } from 'node:fs';
import type { Declaration } from '../foreign/declaration.ts';

// What PyTorch exported; made by foreign/fixtures/make_fixtures.py.

export type FixtureName = 'softmax-3d' | 'sigmoid-2d' | 'labels-3d';

const read = (file: string) => readFileSync(new URL(`../foreign/fixtures/${file}`, import.meta.url));

export const onnxFile = (name: FixtureName | 'custom-operator' | 'external-weights'): Uint8Array =>
  new Uint8Array(read(`${name}.onnx`));

/** A canonical window [z, y, x], and what PyTorch makes of it: [class, z, y, x]. */
export const expectedOf = (name: FixtureName): { shape: number[]; window: number[]; probabilities: number[] } =>
  JSON.parse(read('expected.json').toString())[name];

const intensity = { by: 'image', clipPercent: 0, ofNonZero: false } as const;

/** As somebody would declare them in a project of labels 5 and 7. */
export const DECLARED: Readonly<Record<FixtureName, Declaration>> = {
  'softmax-3d': {
    input: { name: 'image', layout: '3d', axes: 'RPS', patch: [4, 5, 6], spacingMm: [1, 1, 1], intensity },
    output: { name: 'logits', kind: 'softmax logits', labels: [0, 5, 7] },
  },
  'sigmoid-2d': {
    input: { name: 'image', layout: '2d', axes: 'SPL', patch: [1, 6, 5], spacingMm: [null, 1, 1], intensity },
    output: { name: 'chances', kind: 'sigmoid', labels: [5, 7] },
  },
  'labels-3d': {
    input: { name: 'image', layout: '3d', axes: 'SAR', patch: [4, 6, 5], spacingMm: [1, 1, 1], intensity },
    output: { name: 'labels', kind: 'labels', labels: [0, 5, 7] },
  },
};
