import type { Fold } from './fold.ts';
import { isShaped, type OperationId, type ShapedOperation } from './operation.ts';

/** A scribble, a box or another shape on the prompt layer. */
export interface Prompt {
  readonly id: OperationId;
  readonly op: ShapedOperation;
}

/** Radius of a click, the smallest that a stroke has: whatever the spacing, it is one voxel. */
export const CLICK_RADIUS_UM = 1;

/** A prompt that means one voxel, not what is around it. */
export const isClick = (op: Pick<ShapedOperation, 'type' | 'shape'>): boolean =>
  op.type === 'Stroke' &&
  'radiusUm' in op.shape &&
  op.shape.radiusUm === CLICK_RADIUS_UM &&
  op.shape.points.length === 3;

/** The prompts in force, newest first: neither undone, nor written before a clearing that counts. The prompt layer is their fold. */
export function promptsInForce(fold: Fold): Prompt[] {
  const cleared = fold.operations.findLastIndex(({ id, op }) => op.type === 'ClearPrompts' && fold.isActive(id));
  return fold.operations
    .slice(cleared + 1)
    .flatMap(({ id, op }) => (isShaped(op) && op.layer === 'prompts' && fold.isActive(id) ? [{ id, op }] : []))
    .reverse();
}
