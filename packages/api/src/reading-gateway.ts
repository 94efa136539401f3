import type { Identity } from '@scholia/auth';
import type { MaskOperation } from '@scholia/collab';
import type { ProjectId, ReadingId, UserId } from '@scholia/core';

/** One row per person and open reading. */
export interface PresenceRow {
  readonly readingId: ReadingId;
  readonly projectId: ProjectId;
  readonly userId: UserId;
  readonly name: string;
  readonly color: string;
}

/** An operation without what the document decides: its Lamport number, its `seen` position, its id. */
export type OperationDraft = Omit<MaskOperation, 'lamport' | 'seen'>;

/** The live documents, as the API needs them. The sync server of the same process implements it. */
export interface ReadingGateway {
  /**
   * Appends operations in this person's name, as if their client had sent them: checked, committed, relayed. Blobs that
   * they name are stored already. Throws AppError 'reading-closed', 'not-permitted', 'update-refused', 'not-found'.
   */
  applyOperations(
    readingId: ReadingId,
    user: Identity,
    operations: readonly OperationDraft[],
  ): Promise<{ readonly position: bigint }>;
  /** Who has a reading open, in this process. */
  presence(): readonly PresenceRow[];
}
