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

/** What computes patches: their result depends on intensities, on other labels, or on a person's choice among them. */
export const PATCH_TOOLS = [
  'thresholdBrush',
  'floodFill',
  'islands',
  'fillHoles',
  'smooth',
  'margin',
  'combine',
  'interpolate',
  // The labels of an earlier moment, whose log position is the parameter `position`: the server writes it, with its reason in the log.
  'restore',
] as const;
export type PatchTool = (typeof PATCH_TOOLS)[number];

/** Most bytes of a patch in an operation: larger ones are kept out of the document, which everybody loads whole. */
export const MAX_INLINE_PATCH = 4096;

/** The result of a computation: voxels with their new labels, or with none. */
export interface PatchOperation extends Writing {
  readonly type: 'Patch';
  readonly layer: 'labels';
  readonly tool: PatchTool;
  /** How it was computed, for whoever asks later: it changes nothing. At most 16, finite. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The bytes of `encodePatch`, here or in a blob. */
  readonly content: { readonly patch: Uint8Array } | { readonly blob: Digest };
}

/** Whether the target counts is decided by the last marker, in total order, that names it. */
export interface MarkerOperation extends Stamped {
  readonly type: 'Undo' | 'Redo';
  /** A Stroke, Fill, Patch, Mask or ClearPrompts; a marker that names anything else changes nothing. */
  readonly target: OperationId;
  /** Why a reviewer takes back, or gives back, the work of somebody else: 1 to 500 characters. */
  readonly reason?: string | undefined;
}

/** Empties the prompt layer. */
export interface ClearPromptsOperation extends Stamped {
  readonly type: 'ClearPrompts';
}

/** Operations that write voxels. */
export type WritingOperation = ShapedOperation | PatchOperation | MaskOperation;

export type Operation = WritingOperation | MarkerOperation | ClearPromptsOperation;

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

export function isWriting(op: Operation): op is WritingOperation {
  return isShaped(op) || op.type === 'Patch' || op.type === 'Mask';
}

/** The blob without which nobody can tell what an operation writes. */
export function blobNeededBy(op: Operation): Digest | undefined {
  if (op.type === 'Mask') return op.blob;
  return op.type === 'Patch' && 'blob' in op.content ? op.content.blob : undefined;
}
