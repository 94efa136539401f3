import type { Operation, OperationEntry, OperationId } from '../operation.ts';
import { compareEntries, idText } from '../order.ts';

/**
 * Appends operations of a document that was set aside to a fresh one, as new operations: in their order, with new ids and
 * Lamport numbers above everything in the fresh document. A marker follows its target to the new id; a marker whose target
 * did not come along, and is unknown to the fresh document, is left out. Returns new id -> what was appended.
 */
export function rebase(
  entries: readonly OperationEntry[],
  fresh: {
    highestLamport(): number;
    has(id: OperationId): boolean;
    append(op: Operation): OperationId;
  },
): OperationEntry[] {
  const renamed = new Map<string, OperationId>();
  const appended: OperationEntry[] = [];
  for (const entry of [...entries].sort(compareEntries)) {
    const op = restamp(entry.op, fresh.highestLamport() + 1, renamed, fresh.has);
    if (!op) continue;
    const id = fresh.append(op);
    renamed.set(idText(entry.id), id);
    appended.push({ id, op });
  }
  return appended;
}

function restamp(
  op: Operation,
  lamport: number,
  renamed: ReadonlyMap<string, OperationId>,
  has: (id: OperationId) => boolean,
): Operation | undefined {
  if (op.type !== 'Undo' && op.type !== 'Redo') return { ...op, lamport };
  const target = renamed.get(idText(op.target)) ?? (has(op.target) ? op.target : undefined);
  return target && { ...op, lamport, target };
}
