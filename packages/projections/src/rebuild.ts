import { allOrCause, type Sql } from '@scholia/db';
import type { EventStore } from '@scholia/event-store';
import type { Projection } from './projection.ts';
import { projections } from './registry.ts';

const PAGE = 1000;

/**
 * Empties the read models and folds the whole log into them again, in one transaction that holds the head of the log:
 * nobody sees a half, and nothing is appended meanwhile. Returns the position that they now show.
 */
export async function rebuild(
  sql: Sql,
  store: EventStore,
  which: readonly Projection[] = projections,
): Promise<bigint> {
  return sql.begin(async (tx) => {
    const [{ position: head }] = await tx<{ position: bigint }[]>`
      select position from log_heads where log_id = ${store.logId} for update`;
    for (const table of which.flatMap((one) => one.tables)) await tx`delete from ${tx(table)}`;
    for (let after = 0n; after < head; ) {
      const events = await store.readIn(tx, { after, limit: PAGE });
      for (const one of which) await allOrCause(one.statements(tx, events).map((statement) => statement.execute()));
      after = events[events.length - 1].position;
    }
    return head;
  });
}
