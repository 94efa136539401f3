import { type CheckedEntry, REFUSALS, type RefusalCode } from '@scholia/collab';
import type { UserId } from '@scholia/core';

/** What decides whether an edit may be accepted, besides the edit itself. */
export interface Access {
  readonly status: 'open' | 'submitted';
  readonly canEdit: boolean;
  readonly canView: boolean;
  /** May take back the work of others, with a reason. */
  readonly canUndoOthers: boolean;
}

/** Why this person may not make these edits (or any) now, or undefined when they may. */
export function editRefusal(
  access: Access,
  entries: readonly CheckedEntry[] = [],
): { code: RefusalCode; message: string } | undefined {
  if (!access.canView) return { code: 'not-permitted', message: 'You no longer have access to this project.' };
  if (!access.canEdit) return { code: 'read-only', message: 'Your role in this project may look, but not edit.' };
  if (access.status === 'submitted') {
    return { code: 'reading-closed', message: 'This reading has been submitted. Ask a reviewer to reopen it.' };
  }
  const reviews = entries.some(({ op }) => (op.type === 'Undo' || op.type === 'Redo') && op.reason !== undefined);
  if (reviews && !access.canUndoOthers) return { code: 'not-your-operation', message: REFUSALS['not-your-operation'] };
  return undefined;
}

/** The documents of one reading know sessions (Yjs client ids); each belongs to the user who used it first. */
export type SessionOwners = ReadonlyMap<number, UserId>;
