import { type Digest, isAppError, type ProposalId, type UserId } from '@scholia/core';
import {
  boxInside,
  ERASE,
  type Grid,
  patchBox,
  pointsInside,
  regionCost,
  regionInside,
  strokeCost,
  visitPatch,
} from '@scholia/volume';
import * as Y from 'yjs';
import { integrationOrder } from './dependencies.ts';
import { operationAt } from './document.ts';
import { type Operation, type OperationId, type PatchOperation, PROMPT_BACKGROUND } from './operation.ts';
import { decodeOperation } from './operation-codec.ts';
import { compareEntries, idText } from './order.ts';
import { REFUSALS, type RefusalCode } from './refusal.ts';
import { type ReadUpdate, readUpdate, type UpdateItem } from './update-reader.ts';

/** Most rows that rasterising one shape may visit (about a third of a second): see `strokeCost`, `regionCost`. */
export const MAX_SHAPE_COST = 2 ** 25;

/** What the server knows when an update arrives. All look-ups are synchronous and pure. */
export interface UpdateContext {
  /** The server's document: read, never changed. */
  readonly doc: Y.Doc;
  readonly grid: Grid;
  /** Labels of the project, without 0. */
  readonly labelValues: ReadonlySet<number>;
  /** Highest Lamport number accepted so far; 0 if none. */
  readonly highestLamport: number;
  /** Last Lamport number accepted of a session; 0 if none. */
  lastLamportOf(session: number): number;
  /** Whom a session is bound to; undefined before its first accepted operation. */
  ownerOf(session: number): UserId | undefined;
  /** Who sends this update. */
  readonly user: UserId;
  /** True for who may take back the work of others. A marker with a reason is theirs only. */
  readonly mayUndoOthers: boolean;
  /** Author of an accepted operation (that it exists is read from the document). */
  ownerOfOperation(id: OperationId): UserId | undefined;
  proposal(id: ProposalId): { readonly blob: Digest } | undefined;
  /** True if this blob is stored, and holds a patch of this image (`patchProblem`). */
  patchBlob(digest: Digest): boolean;
  /** True if the server itself stored this blob for the user's import: a labelmap of this image's size and labels. */
  mayImport(digest: Digest): boolean;
  /** True for what the server itself writes in the user's name: nothing else restores, since a restore has a reason in the log. */
  readonly mayRestore: boolean;
  readonly maxOperationBytes: number;
}

export interface CheckedEntry {
  readonly id: OperationId;
  readonly op: Operation;
  readonly bytes: Uint8Array;
}

export type UpdateVerdict =
  | {
      readonly type: 'Accepted';
      /** The new operations, in total order. */
      readonly entries: readonly CheckedEntry[];
      /** The update to store and relay: only what is new. */
      readonly novel: Uint8Array;
    }
  /** Everything in it is known already (a client repeats history when it connects). */
  | { readonly type: 'Nothing' }
  | { readonly type: 'Refused'; readonly code: RefusalCode; readonly message: string };

class Refusal extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(REFUSALS[code]);
    this.code = code;
  }
}

/**
 * Judges an incoming Yjs update (format v1) as a whole: every operation in it is acceptable, or nothing of it is.
 * Pure: changes neither the document nor anything else, and never throws on hostile bytes. What the document already has
 * is skipped without judgement. The caller applies `novel` once its events are committed, and binds new sessions to the user.
 */
export function checkUpdate(update: Uint8Array, context: UpdateContext): UpdateVerdict {
  try {
    const stateOf = (session: number) => Y.getState(context.doc.store, session);
    const read = readUpdate(update, stateOf);
    if (read.deletes) throw new Refusal('deletes-history');
    for (const [session, { items }] of read.sections)
      if (items.length > 0) checkSession(session, stateOf(session), context);
    const items = integrationOrder(read.sections, stateOf);
    if (!items) throw new Refusal('missing-dependencies');
    if (items.length === 0) return { type: 'Nothing' };
    const entries = items.map((item) => decodeItem(item, context)).sort(compareEntries);
    checkLamports(entries, context);
    const fresh = new Map(entries.map((entry) => [idText(entry.id), entry]));
    for (const { op } of entries) checkOperation(op, fresh, context);
    return { type: 'Accepted', entries, novel: onlyNew(update, read, context.doc) };
  } catch (error) {
    if (error instanceof Refusal) return { type: 'Refused', code: error.code, message: error.message };
    if (!isAppError(error)) throw error;
    const code = error.code === 'too-large' ? 'too-large' : 'malformed';
    return { type: 'Refused', code, message: REFUSALS[code] };
  }
}

function checkSession(session: number, known: number, context: UpdateContext): void {
  const owner = context.ownerOf(session);
  if (owner !== undefined ? owner !== context.user : known > 0) throw new Refusal('foreign-session');
}

function decodeItem({ id, bytes }: UpdateItem, context: UpdateContext): CheckedEntry {
  if (bytes.length > context.maxOperationBytes) throw new Refusal('too-large');
  return { id, op: decodeOperation(bytes), bytes: bytes.slice() };
}

/** Design section 3: above its session's last, at most one above all that is committed or comes earlier in the update. */
function checkLamports(entries: readonly CheckedEntry[], context: UpdateContext): void {
  let highest = context.highestLamport;
  const last = new Map<number, CheckedEntry>();
  for (const entry of entries) {
    const { lamport } = entry.op;
    const { session, counter } = entry.id;
    const before = last.get(session);
    if (lamport <= (before?.op.lamport ?? context.lastLamportOf(session))) throw new Refusal('bad-lamport');
    if (before && counter < before.id.counter) throw new Refusal('bad-lamport');
    if (lamport > highest + 1) throw new Refusal('bad-lamport');
    highest = Math.max(highest, lamport);
    last.set(session, entry);
  }
}

function checkOperation(op: Operation, fresh: ReadonlyMap<string, CheckedEntry>, context: UpdateContext): void {
  switch (op.type) {
    case 'Stroke':
    case 'Fill': {
      const isKnown =
        op.value === 0 ||
        context.labelValues.has(op.value) ||
        (op.layer === 'prompts' && op.value === PROMPT_BACKGROUND);
      if (!isKnown) throw new Refusal('unknown-label');
      const { dims } = context.grid;
      const isInside = op.type === 'Stroke' ? pointsInside(dims, op.shape.points) : regionInside(dims, op.shape);
      if (!isInside) throw new Refusal('outside-image');
      const cost = op.type === 'Stroke' ? strokeCost(context.grid, op.shape) : regionCost(context.grid, op.shape);
      if (cost > MAX_SHAPE_COST) throw new Refusal('too-large');
      return;
    }
    case 'Patch':
      checkPatch(op, context);
      return;
    case 'Mask':
      // A machine's labels come in under its proposal's name or not at all, so an import is never what a client says it is.
      if (op.source.type === 'import' && !context.mayImport(op.blob)) throw new Refusal('unknown-blob');
      if (op.source.type === 'proposal' && context.proposal(op.source.proposalId)?.blob !== op.blob)
        throw new Refusal('unrecorded-proposal');
      return;
    case 'Undo':
    case 'Redo': {
      const inUpdate = fresh.get(idText(op.target))?.op;
      const target = inUpdate ?? operationAt(context.doc, op.target);
      if (!target || target.type === 'Undo' || target.type === 'Redo') throw new Refusal('unknown-operation');
      const isOwn = inUpdate !== undefined || context.ownerOfOperation(op.target) === context.user;
      const isReview = op.reason !== undefined && context.mayUndoOthers;
      if (op.reason === undefined ? !isOwn : !isReview) throw new Refusal('not-your-operation');
      return;
    }
    case 'ClearPrompts':
      return;
  }
}

function checkPatch({ tool, content }: PatchOperation, context: UpdateContext): void {
  if (tool === 'restore' && !context.mayRestore) throw new Refusal('unrecorded-restore');
  if ('blob' in content) {
    if (!context.patchBlob(content.blob)) throw new Refusal('unknown-blob');
    return;
  }
  const problem = patchProblem(content.patch, context.grid, context.labelValues);
  if (problem) throw new Refusal(problem);
}

/** Why a patch (in an operation, or a blob) is not acceptable. Throws AppError 'bad-request' on other bytes. */
export function patchProblem(
  patch: Uint8Array,
  { dims }: Grid,
  labelValues: ReadonlySet<number>,
): RefusalCode | undefined {
  const box = patchBox(patch);
  if (!boxInside(dims, box)) return 'outside-image';
  if ((box.to[1] - box.from[1] + 1) * (box.to[2] - box.from[2] + 1) > MAX_SHAPE_COST) return 'too-large';
  let isKnown = true;
  visitPatch(patch, (_i0, _i1, _j, _k, value) => {
    isKnown &&= value === ERASE || labelValues.has(value);
  });
  return isKnown ? undefined : 'unknown-label';
}

function onlyNew(update: Uint8Array, { sections }: ReadUpdate, doc: Y.Doc): Uint8Array {
  for (const [session, { start }] of sections)
    if (start < Y.getState(doc.store, session)) return Y.diffUpdate(update, Y.encodeStateVector(doc));
  return update;
}
