import type { Operation, PatchTool } from '@scholia/collab';
import type { Digest, ProposalId } from '@scholia/core';
import { ERASE, encodePatch, Labelmap } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { describeOperation, type OperationFacts, operationNoun } from './describe-operation.ts';

const LABELS: Record<number, string> = { 1: 'liver', 2: 'spleen' };
const labelName = (value: number) => LABELS[value] ?? `label ${value}`;
const writing = { lamport: 3, seen: 0n, layer: 'labels', policy: { mode: 'all' }, locked: [] } as const;
const points = Int32Array.of(80, 80, 40, 88, 80, 40);
const disc = { shape: 'disc', axis: 2, radiusUm: 5000, points } as const;
const stroke = (change: object = {}) => ({ ...writing, type: 'Stroke', value: 1, shape: disc, ...change }) as Operation;
const outline = { type: 'polygon', axis: 2, first: 4, last: 6, points: Int32Array.of(0, 0, 80, 0, 0, 80) };
const box = { type: 'box', from: [1, 1, 1], to: [12, 10, 3] };
const fill = (change: object = {}) => ({ ...writing, type: 'Fill', value: 1, shape: outline, ...change }) as Operation;

/** A patch that writes these runs along i: label, voxels. */
function patch(tool: PatchTool, parameters: Record<string, number>, runs: readonly (readonly [number, number])[]) {
  const changes = new Labelmap([2000, 8, 8]);
  for (const [n, [value, voxels]] of runs.entries()) changes.fillRun(0, voxels - 1, n, 0, value);
  return { ...writing, type: 'Patch', tool, parameters, content: { patch: encodePatch(changes) } } as Operation;
}

const told = (op: Operation, facts: Partial<OperationFacts> = {}) =>
  describeOperation(op, 'reader-1', { labelName, ...facts });

describe('describeOperation', () => {
  it('tells strokes: what was painted or erased, and with what', () => {
    expect(told(stroke())).toBe('reader-1 painted liver with a brush (10 mm) on one slice.');
    const ball = { ...disc, shape: 'sphere', radiusUm: 2500 };
    expect(told(stroke({ shape: ball, value: 2 }))).toBe('reader-1 painted spleen with a ball (5 mm).');
    expect(told(stroke({ value: 0 }))).toBe('reader-1 erased with a brush (10 mm) on one slice.');
    const onlySpleen = { policy: { mode: 'onlyLabel', label: 2 } };
    expect(told(stroke({ value: 0, ...onlySpleen }))).toBe('reader-1 erased spleen with a brush (10 mm) on one slice.');
    expect(told(stroke(onlySpleen))).toBe(
      'reader-1 painted liver with a brush (10 mm) on one slice, only where spleen was.',
    );
    expect(told(stroke({ value: 9 }))).toContain('painted label 9 with');
  });

  it('tells scribbles', () => {
    expect(told(stroke({ layer: 'prompts' }))).toBe('reader-1 scribbled inside liver.');
    expect(told(stroke({ layer: 'prompts', value: 255 }))).toBe('reader-1 scribbled outside.');
    const click = stroke({ layer: 'prompts', shape: { ...disc, radiusUm: 1, points: points.slice(0, 3) } });
    expect([told(click), operationNoun(click)]).toEqual(['reader-1 clicked inside liver.', 'a click']);
    expect(told(fill({ layer: 'prompts' }))).toBe('reader-1 marked a region inside liver.');
    expect(told(fill({ layer: 'prompts', shape: box }))).toBe('reader-1 drew a box around liver.');
    expect(told(fill({ layer: 'prompts', shape: box, value: 255 }))).toBe('reader-1 drew a box outside.');
    expect(told({ type: 'ClearPrompts', lamport: 1, seen: 0n })).toBe('reader-1 cleared the scribbles.');
  });

  it('tells regions', () => {
    expect(told(fill())).toBe('reader-1 filled an outline on 3 slices with liver.');
    expect(told(fill({ shape: { ...outline, last: 4 } }))).toBe('reader-1 filled an outline on one slice with liver.');
    expect(told(fill({ shape: box }))).toBe('reader-1 filled a box of 12 x 10 x 3 voxels with liver.');
    expect(told(fill({ value: 0 }))).toBe('reader-1 erased an outline on 3 slices.');
    const onlySpleen = { value: 0, shape: box, policy: { mode: 'onlyLabel', label: 2 } };
    expect(told(fill(onlySpleen))).toBe('reader-1 erased spleen in a box of 12 x 10 x 3 voxels.');
  });

  const PATCHES: readonly [PatchTool, Record<string, number>, [number, number][], string][] = [
    ['thresholdBrush', { low: 0, high: 9 }, [[1, 1204]], 'painted liver with a brush within intensities, 1,204 voxels'],
    ['thresholdBrush', {}, [[ERASE, 7]], 'erased with a brush within intensities, 7 voxels'],
    ['floodFill', { i: 1 }, [[2, 30]], 'filled spleen with what is connected to a point, 30 voxels'],
    ['floodFill', { i: 1 }, [[ERASE, 1]], 'erased what is connected to a point, one voxel'],
    ['islands', { label: 2 }, [[ERASE, 40]], 'removed islands of spleen, 40 voxels'],
    ['fillHoles', { label: 2 }, [[2, 40]], 'filled holes of spleen, 40 voxels'],
    [
      'smooth',
      { label: 2, radiusMm: 2 },
      [
        [2, 1000],
        [ERASE, 204],
      ],
      'smoothed spleen, 1,204 voxels',
    ],
    ['margin', { label: 1, marginMm: 3 }, [[1, 500]], 'grew liver by 3 mm, 500 voxels'],
    ['margin', { label: 1, marginMm: -1.5 }, [[ERASE, 500]], 'shrank liver by 1.5 mm, 500 voxels'],
    ['combine', { label: 1, other: 2 }, [[1, 5]], 'combined liver with another label, 5 voxels'],
    ['interpolate', { label: 1, axis: 2 }, [[1, 90]], 'interpolated liver between slices, 90 voxels'],
  ];
  for (const [tool, parameters, runs, deed] of PATCHES)
    it(`tells a patch: ${deed}`, () => expect(told(patch(tool, parameters, runs))).toBe(`reader-1 ${deed}.`));

  it('tells a patch without its voxels when they are elsewhere, or in a box too large to walk', () => {
    const { content: _, ...op } = patch('smooth', { label: 2 }, [[2, 1]]) as Extract<Operation, { type: 'Patch' }>;
    expect(told({ ...op, content: { blob: 'a'.repeat(64) as Digest } })).toBe('reader-1 smoothed spleen.');
    const far = new Labelmap([4, 300, 300]);
    far.set(0, 0, 0, 2);
    far.set(0, 299, 299, 2);
    expect(told({ ...op, content: { patch: encodePatch(far) } })).toBe('reader-1 smoothed spleen.');
    expect(told({ ...op, parameters: {}, content: { blob: 'a'.repeat(64) as Digest } })).toBe(
      'reader-1 smoothed labels.',
    );
  });

  it('tells masks: whose proposal, for what', () => {
    const source = { type: 'proposal', proposalId: '01900004-0000-7000-8000-000000000004' as ProposalId } as const;
    const mask = { ...writing, type: 'Mask', blob: 'a'.repeat(64) as Digest, source } as const;
    const proposal = (voxels: Record<string, number>) => ({ proposal: { by: 'Model v7', voxels } });
    expect(told(mask, proposal({ 1: 18_204 }))).toBe("reader-1 accepted Model v7's proposal for liver, 18,204 voxels.");
    expect(told(mask, proposal({ 1: 18_204, 2: 1, 3: 0 }))).toBe(
      "reader-1 accepted Model v7's proposal for liver (18,204 voxels) and spleen (one voxel).",
    );
    expect(told(mask, proposal({}))).toBe("reader-1 accepted Model v7's proposal for nothing.");
    expect(told(mask)).toBe('reader-1 accepted a proposal.');
    expect(told({ ...mask, source: { type: 'import' } })).toBe('reader-1 imported labels from a file.');
  });

  it('tells what was taken back, of whom, and why', () => {
    const undo = { type: 'Undo', lamport: 9, seen: 0n, target: { session: 1, counter: 0 } } as const;
    expect(told(undo, { target: { noun: 'a stroke' } })).toBe('reader-1 undid a stroke.');
    expect(
      told({ ...undo, reason: 'outside of the organ' }, { target: { noun: 'a stroke', author: 'reader-2' } }),
    ).toBe('reader-1 undid a stroke by reader-2: outside of the organ.');
    expect(told({ ...undo, type: 'Redo' })).toBe('reader-1 redid an operation.');
  });
});

describe('operationNoun', () => {
  it('names what an undo took back', () => {
    expect(operationNoun(stroke())).toBe('a stroke');
    expect(operationNoun(stroke({ value: 0 }))).toBe('an erasure');
    expect(operationNoun(stroke({ layer: 'prompts' }))).toBe('a scribble');
    expect(operationNoun(fill({ layer: 'prompts', shape: box }))).toBe('a box');
    expect(operationNoun(fill())).toBe('a region');
    expect(operationNoun(fill({ value: 0 }))).toBe('the erasure of a region');
    expect(operationNoun(patch('smooth', {}, [[1, 1]]))).toBe('a smoothing');
  });
});
