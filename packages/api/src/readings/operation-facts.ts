import type { Operation, PatchTool } from '@scholia/collab';
import { assertNever, type ProposalId } from '@scholia/core';
import type { StoredEvent } from '@scholia/domain';
import { operationOf } from '../events/operation-directory.ts';

/** With what an operation was made, as a person in front of the viewer would name it. */
export type OperationTool =
  | 'brush'
  | 'eraser'
  | 'scribble'
  | 'lasso'
  | 'rectangle'
  | 'boxPrompt'
  | PatchTool
  | 'proposal'
  | 'import'
  | 'undo'
  | 'redo'
  | 'clearPrompts';

/** What a timeline shows of an operation: never its points or voxels. */
export interface OperationFacts {
  readonly tool: OperationTool;
  /** The label that it writes, where it is one; 0 erases. */
  readonly label: number | null;
  /** What a machine had proposed, and a person accepted with it. */
  readonly proposalId: ProposalId | null;
}

/** Undefined for events that are no operations, and for one that cannot be read. */
export function factsOf(event: StoredEvent): OperationFacts | undefined {
  if (event.type !== 'OperationCommitted') return undefined;
  const op = operationOf(event as StoredEvent<'OperationCommitted'>);
  return op && operationFacts(op);
}

export function operationFacts(op: Operation): OperationFacts {
  const nothing = { label: null, proposalId: null };
  switch (op.type) {
    case 'Stroke':
      if (op.layer === 'prompts') return { ...nothing, tool: 'scribble' };
      return { ...nothing, tool: op.value === 0 ? 'eraser' : 'brush', label: op.value };
    case 'Fill': {
      const isBox = op.shape.type === 'box';
      if (op.layer === 'prompts') return { ...nothing, tool: isBox ? 'boxPrompt' : 'lasso' };
      return { ...nothing, tool: isBox ? 'rectangle' : 'lasso', label: op.value };
    }
    case 'Patch':
      return { ...nothing, tool: op.tool };
    case 'Mask':
      if (op.source.type === 'import') return { ...nothing, tool: 'import' };
      return { ...nothing, tool: 'proposal', proposalId: op.source.proposalId };
    case 'Undo':
      return { ...nothing, tool: 'undo' };
    case 'Redo':
      return { ...nothing, tool: 'redo' };
    case 'ClearPrompts':
      return { ...nothing, tool: 'clearPrompts' };
    default:
      return assertNever(op);
  }
}
