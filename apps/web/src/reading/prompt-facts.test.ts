import type { Prompt } from '@scholia/collab';
import type { RegionShape, StrokeShape } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { kindOf, placeOf, placeText, titleOf } from './prompt-facts.ts';

const LABELS = [{ value: 4, name: 'Kidney' }];
const GRID = { dims: [64, 64, 40], spacingUm: [1000, 1000, 2500] } as const;
const slice = (axis: 0 | 1 | 2) => ({ axis, index: 0, count: 64 });
const SLICES = { axial: slice(2), coronal: slice(1), sagittal: slice(0) };
const WRITING = { lamport: 1, seen: 0n, layer: 'prompts', policy: { mode: 'all' }, locked: [] } as const;
const id = { session: 7, counter: 0 };

const scribble = (value: number, points: number[], axis: 0 | 1 | 2 = 2): Prompt => {
  const shape: StrokeShape = { shape: 'disc', axis, radiusUm: 1500, points: Int32Array.from(points, (at) => 8 * at) };
  return { id, op: { type: 'Stroke', ...WRITING, value, shape } };
};
const click = (value: number): Prompt => {
  const shape: StrokeShape = { shape: 'disc', axis: 2, radiusUm: 1, points: Int32Array.of(80, 88, 96) };
  return { id, op: { type: 'Stroke', ...WRITING, value, shape } };
};
const region = (value: number, shape: RegionShape): Prompt => ({ id, op: { type: 'Fill', ...WRITING, value, shape } });

const BOX = region(4, { type: 'box', from: [10, 20, 4], to: [19, 39, 8] });
const CURVE = region(4, {
  type: 'polygon',
  axis: 1,
  first: 9,
  last: 11,
  points: Int32Array.of(80, 80, 160, 80, 160, 240),
});

describe('what a list tells of a prompt', () => {
  it.each([
    [scribble(4, [10, 11, 12, 14, 11, 12, 30, 11, 12]), 'inside', 'Scribble, Kidney', 'Axial 13', [14, 11, 12]],
    [scribble(255, [10, 11, 12, 20, 11, 12], 1), 'outside', 'Scribble outside', 'Coronal 12', [10, 11, 12]],
    [scribble(9, [10, 11, 12], 0), 'inside', 'Point, label 9', 'Sagittal 11', [10, 11, 12]],
    [click(4), 'inside', 'Click, Kidney', 'Axial 13', [10, 11, 12]],
    [click(255), 'outside', 'Click outside', 'Axial 13', [10, 11, 12]],
    [scribble(0, [10, 11, 12]), 'outside', 'Point, erased', 'Axial 13', [10, 11, 12]],
    [BOX, 'box', 'Box, Kidney', '10 × 20 × 13 mm', [14, 29, 6]],
    [CURVE, 'inside', 'Region, Kidney', 'Coronal 10', [15, 9, 20]],
  ] as const)('%#', (prompt, kind, title, place, ijk) => {
    expect([kindOf(prompt), titleOf(prompt, LABELS)]).toEqual([kind, title]);
    expect([placeText(prompt, SLICES, GRID), placeOf(prompt)]).toEqual([place, ijk]);
  });
});
