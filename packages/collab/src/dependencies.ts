import type { OperationId } from './operation.ts';
import { idText } from './order.ts';
import type { ReadUpdate, UpdateItem } from './update-reader.ts';

/**
 * The novel items in an order in which each follows its own session's earlier items and both of its origins, or undefined
 * if there is none: Yjs would keep such an update pending for ever (or, for a forward reference within one session,
 * throw). `stateOf(session)` = number of its items that the document has. Linear in the number of items.
 */
export function integrationOrder(
  sections: ReadUpdate['sections'],
  stateOf: (session: number) => number,
): UpdateItem[] | undefined {
  const ordered: UpdateItem[] = [];
  const next = new Map<number, number>();
  const stateNow = (session: number) => stateOf(session) + (next.get(session) ?? 0);
  /** Item -> sessions that wait for it. */
  const waiting = new Map<string, number[]>();
  let total = 0;
  const ready: number[] = [];
  for (const [session, { start, items }] of sections) {
    if (start > stateOf(session)) return undefined;
    total += items.length;
    ready.push(session);
  }
  for (let session = ready.pop(); session !== undefined; session = ready.pop()) {
    const items = sections.get(session)?.items ?? [];
    for (let at = next.get(session) ?? 0; at < items.length; at++) {
      const item = items[at];
      const missing = missingOrigin(item, stateNow);
      if (missing) {
        const key = idText(missing);
        const others = waiting.get(key);
        if (others) others.push(session);
        else waiting.set(key, [session]);
        break;
      }
      ordered.push(item);
      next.set(session, at + 1);
      const key = idText(item.id);
      for (const other of waiting.get(key) ?? []) ready.push(other);
      waiting.delete(key);
    }
  }
  return ordered.length === total ? ordered : undefined;
}

function missingOrigin(item: UpdateItem, stateNow: (session: number) => number): OperationId | undefined {
  for (const origin of [item.origin, item.rightOrigin])
    if (origin && origin.counter >= stateNow(origin.session)) return origin;
  return undefined;
}
