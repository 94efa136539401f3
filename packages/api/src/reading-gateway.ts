import type { Identity } from '@scholia/auth';
import type { MaskOperation, PatchOperation } from '@scholia/collab';
import { AppError, type ProjectId, type ReadingId, type UserId } from '@scholia/core';
import type { Services } from './services.ts';

/** One row per person and open reading. */
export interface PresenceRow {
  readonly readingId: ReadingId;
  readonly projectId: ProjectId;
  readonly userId: UserId;
  readonly name: string;
  readonly color: string;
}

/** An operation without what the document decides: its Lamport number, its `seen` position, its id. */
export type OperationDraft = Omit<MaskOperation, 'lamport' | 'seen'> | Omit<PatchOperation, 'lamport' | 'seen'>;

/** Why a patch makes the labels what they were at a log position. */
export interface Restore {
  readonly toPosition: bigint;
  readonly reason: string;
  /** The last operation that the patch was computed from. */
  readonly after: bigint;
}

/** The live documents, as the API needs them. The sync server of the same process implements it. */
export interface ReadingGateway {
  /**
   * Appends operations in this person's name, as if their client had sent them: checked, committed, relayed. Blobs that
   * they name are stored already. With `restore`, the one patch commits together with the event that says why, which is at
   * `position`. Throws AppError 'reading-closed', 'not-permitted', 'update-refused', 'not-found'; 'conflict' (reason 'outdated')
   * when there is a newer operation than a restore was computed from.
   */
  applyOperations(
    readingId: ReadingId,
    user: Identity,
    operations: readonly OperationDraft[],
    restore?: Restore,
  ): Promise<{ readonly position: bigint }>;
  /** Who has a reading open, in this process. */
  presence(): readonly PresenceRow[];
}

/** Throws AppError 'runtime-unavailable' in a process without live documents. */
export function gatewayOf({ gateway }: Pick<Services, 'gateway'>): ReadingGateway {
  if (gateway) return gateway;
  throw new AppError('runtime-unavailable', 'This server does not hold live documents. Send labels to one that does.');
}
