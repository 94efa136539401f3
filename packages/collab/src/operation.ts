import type { Digest, ProposalId } from '@scholia/core';
import type { RegionShape, StrokeShape } from '@scholia/volume';

/**
 * The id of an operation is the id of the Yjs item that holds it, so that it cannot be claimed twice:
 * `session` = Yjs client id of the author's session (uint32), `counter` = Yjs clock.
 */
export interface OperationId {
  readonly session: number;
  readonly counter: number;
}

/** Which voxels an operation may write, evaluated per voxel at its place in the total order. */
export type OverwritePolicy =
  | { readonly mode: 'all' }
  | { readonly mode: 'onlyEmpty' }
  | { readonly mode: 'onlyLabel'; readonly label: number };

export type Layer = 'labels' | 'prompts';

/** In the prompt layer, value L says "this is label L", and this value "this is none of them". */
export const PROMPT_BACKGROUND = 255;

interface Stamped {
  /** Lamport number, at least 1: above all that its author had seen. */
  readonly lamport: number;
  /** Last log position that its author had applied; 0 if none. */
  readonly seen: bigint;
}

interface Writing extends Stamped {
  readonly policy: OverwritePolicy;
  /** Labels that this operation never overwrites, ascending, without repeats. */
  readonly locked: readonly number[];
}

export interface StrokeOperation extends Writing {
  readonly type: 'Stroke';
  readonly layer: Layer;
  /** The label that is written; 0 erases. */
  readonly value: number;
  readonly shape: StrokeShape;
}

/** A closed curve or a box, filled; value 0 erases it. */
export interface FillOperation extends Writing {
  readonly type: 'Fill';
  readonly layer: Layer;
  readonly value: number;
  readonly shape: RegionShape;
}

/** Operations that every machine replays from a shape. */
export type ShapedOperation = StrokeOperation | FillOperation;

export type MaskSource = { readonly type: 'proposal'; readonly proposalId: ProposalId } | { readonly type: 'import' };

/** Writes the non-zero voxels of a labelmap blob (`encodeLabelmap`) as labels. */
export interface MaskOperation extends Writing {
  readonly type: 'Mask';
  readonly layer: 'labels';
  readonly blob: Digest;
  readonly source: MaskSource;
}

/** Whether the target counts is decided by the last marker, in total order, that names it. */
export interface MarkerOperation extends Stamped {
  readonly type: 'Undo' | 'Redo';
  /** A Stroke, Fill, Mask or ClearPrompts; a marker that names anything else changes nothing. */
  readonly target: OperationId;
  /** Why a reviewer takes back, or gives back, the work of somebody else: 1 to 500 characters. */
  readonly reason?: string | undefined;
}

/** Empties the prompt layer. */
export interface ClearPromptsOperation extends Stamped {
  readonly type: 'ClearPrompts';
}

export type Operation = ShapedOperation | MaskOperation | MarkerOperation | ClearPromptsOperation;

/** An operation in its place: what the fold works on. */
export interface OperationEntry {
  readonly id: OperationId;
  readonly op: Operation;
  /** User id, where it is known (the server and the event log know it; a Yjs document does not). */
  readonly author?: string | undefined;
  /** Log position, where it is known (the event log knows it). */
  readonly position?: bigint | undefined;
}

export function isShaped(op: Operation): op is ShapedOperation {
  return op.type === 'Stroke' || op.type === 'Fill';
}
