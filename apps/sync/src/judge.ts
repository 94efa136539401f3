import {
  appendOperation,
  checkUpdate,
  type MaskOperation,
  type PatchOperation,
  REFUSALS,
  type RefusalCode,
  type UpdateVerdict,
} from '@scholia/collab';
import type { Digest, UserId } from '@scholia/core';
import * as Y from 'yjs';
import type { Limits } from './limits.ts';
import { accessOf, type LoadedReading, patchRefusal, refreshPatches, refreshProposals } from './load-reading.ts';
import { type Access, editRefusal } from './room-state.ts';
import type { Identity, SyncServices } from './services.ts';

/** An operation without what its place in the document decides. */
export type OperationDraft = Omit<MaskOperation, 'lamport' | 'seen'> | Omit<PatchOperation, 'lamport' | 'seen'>;

/** Why the labels become again what they were at a log position. */
export interface Restore {
  readonly toPosition: bigint;
  readonly reason: string;
  /** The last operation that the patch was computed from: with a newer one in the log nothing is written. */
  readonly after: bigint;
}

/** What only the server itself may write in somebody's name. */
export interface ServerWrites {
  /** Blobs that it has stored for this person's import. */
  readonly imports: ReadonlySet<Digest>;
  readonly mayRestore: boolean;
}

const FROM_CLIENT: ServerWrites = { imports: new Set(), mayRestore: false };

/** Decides whether what somebody sends to a reading is acceptable, and from whom. Writes nothing but blobs. */
export class Judge {
  readonly #services: SyncServices;
  readonly #limits: Limits;
  readonly #access = new Map<UserId, Access>();

  constructor(services: SyncServices, limits: Limits) {
    this.#services = services;
    this.#limits = limits;
  }

  /** A role, or the reading's status, may have changed. */
  forgetAccess(): void {
    this.#access.clear();
  }

  async accessOf(reading: LoadedReading, identity: Identity): Promise<Access> {
    const { userId } = identity;
    const known = this.#access.get(userId);
    if (known) return known;
    const access = await accessOf(this.#services.sql, reading, identity);
    this.#access.set(userId, access);
    return access;
  }

  async check(
    reading: LoadedReading,
    identity: Identity,
    update: Uint8Array,
    writes: ServerWrites = FROM_CLIENT,
  ): Promise<UpdateVerdict> {
    const access = await this.accessOf(reading, identity);
    const judge = () => this.#judge(reading, identity.userId, access.canUndoOthers, update, writes);
    let verdict = judge();
    if (verdict.type === 'Refused' && verdict.code === 'unrecorded-proposal') {
      await refreshProposals(this.#services.sql, reading);
      verdict = judge();
    }
    if (verdict.type === 'Refused' && verdict.code === 'unknown-blob') {
      await refreshPatches(this.#services.blobs, reading, update);
      verdict = judge();
    }
    const refusal = verdict.type === 'Accepted' ? editRefusal(access, verdict.entries) : undefined;
    return refusal ? { type: 'Refused', ...refusal } : verdict;
  }

  /** Stores a blob that an operation to come names: that comes later on the same connection. */
  async takeBlob(reading: LoadedReading, identity: Identity, bytes: Uint8Array): Promise<UpdateVerdict> {
    const refusal = editRefusal(await this.accessOf(reading, identity));
    if (refusal) return { type: 'Refused', ...refusal };
    const code: RefusalCode | undefined = patchRefusal(reading, bytes);
    if (code) return { type: 'Refused', code, message: REFUSALS[code] };
    reading.patches.add(await this.#services.blobs.put(bytes));
    return { type: 'Nothing' };
  }

  #judge(
    reading: LoadedReading,
    user: UserId,
    mayUndoOthers: boolean,
    update: Uint8Array,
    { imports, mayRestore }: ServerWrites,
  ): UpdateVerdict {
    return checkUpdate(update, {
      doc: reading.doc,
      grid: reading.grid,
      labelValues: reading.labelValues,
      highestLamport: reading.highestLamport,
      lastLamportOf: (session) => reading.lastLamport.get(session) ?? 0,
      ownerOf: (session) => reading.owners.get(session),
      ownerOfOperation: ({ session }) => reading.owners.get(session),
      user,
      mayUndoOthers,
      proposal: (id) => reading.proposals.get(id),
      patchBlob: (blob) => reading.patches.has(blob),
      mayImport: (blob) => imports.has(blob),
      mayRestore,
      maxOperationBytes: this.#limits.operationBytes,
    });
  }
}

/** The update that a client of a fresh session would send for these operations. */
export function updateOf(
  { doc, position, highestLamport }: LoadedReading,
  drafts: readonly OperationDraft[],
): Uint8Array {
  const scratch = new Y.Doc();
  Y.applyUpdate(scratch, Y.encodeStateAsUpdate(doc));
  for (const [n, draft] of drafts.entries())
    appendOperation(scratch, { ...draft, lamport: highestLamport + 1 + n, seen: position });
  const update = Y.encodeStateAsUpdate(scratch, Y.encodeStateVector(doc));
  scratch.destroy();
  return update;
}

/** Book-keeping for operations that have been accepted. */
export function remember(
  reading: LoadedReading,
  { entries }: Extract<UpdateVerdict, { type: 'Accepted' }>,
  userId: UserId,
): void {
  for (const { id, op } of entries) {
    reading.owners.set(id.session, userId);
    reading.lastLamport.set(id.session, Math.max(op.lamport, reading.lastLamport.get(id.session) ?? 0));
    reading.highestLamport = Math.max(reading.highestLamport, op.lamport);
  }
}
