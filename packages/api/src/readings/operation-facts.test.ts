import { type Operation, PATCH_TOOLS } from '@scholia/collab';
import type { Digest, ProposalId } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { operationFacts } from './operation-facts.ts';

const stamp = { lamport: 1, seen: 0n };
const writing = { ...stamp, policy: { mode: 'all' }, locked: [] } as const;
const shape = { shape: 'disc', axis: 2, radiusUm: 1000, points: Int32Array.of(0, 0, 0) } as const;
const box = { type: 'box', from: [0, 0, 0], to: [1, 1, 1] } as const;
const polygon = { type: 'polygon', axis: 2, first: 0, last: 0, points: Int32Array.of(0, 0, 8, 0, 8, 8) } as const;
const blob = 'ab'.repeat(32) as Digest;
const proposalId = '01890000-0000-7000-8000-0000000000ff' as ProposalId;

describe('operationFacts', () => {
  const cases: [Operation, tool: string, label: number | null][] = [
    [{ type: 'Stroke', layer: 'labels', value: 2, shape, ...writing }, 'brush', 2],
    [{ type: 'Stroke', layer: 'labels', value: 0, shape, ...writing }, 'eraser', 0],
    [{ type: 'Stroke', layer: 'prompts', value: 2, shape, ...writing }, 'scribble', null],
    [{ type: 'Fill', layer: 'labels', value: 1, shape: box, ...writing }, 'rectangle', 1],
    [{ type: 'Fill', layer: 'prompts', value: 1, shape: box, ...writing }, 'boxPrompt', null],
    [{ type: 'Fill', layer: 'labels', value: 0, shape: polygon, ...writing }, 'lasso', 0],
    [{ type: 'Mask', layer: 'labels', blob, source: { type: 'import' }, ...writing }, 'import', null],
    [{ type: 'Undo', target: { session: 1, counter: 0 }, ...stamp }, 'undo', null],
    [{ type: 'Redo', target: { session: 1, counter: 0 }, reason: 'again', ...stamp }, 'redo', null],
    [{ type: 'ClearPrompts', ...stamp }, 'clearPrompts', null],
    ...PATCH_TOOLS.map((tool): [Operation, string, null] => [
      { type: 'Patch', layer: 'labels', tool, parameters: {}, content: { blob }, ...writing },
      tool,
      null,
    ]),
  ];
  it.each(cases.map(([op, tool, label]) => ({ op, tool, label })))('names $tool', ({ op, tool, label }) => {
    expect(operationFacts(op)).toEqual({ tool, label, proposalId: null });
  });

  it('names what a machine had proposed', () => {
    const source = { type: 'proposal', proposalId } as const;
    const facts = operationFacts({ type: 'Mask', layer: 'labels', blob, source, ...writing });
    expect(facts).toEqual({ tool: 'proposal', label: null, proposalId });
  });
});
