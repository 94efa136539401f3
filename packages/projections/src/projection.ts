import type { Statement, TransactionSql } from '@scholia/db';
import type { EventType, StoredEvent } from '@scholia/domain';
import type { InlineProjection } from '@scholia/event-store';

/** A read model: which tables are its own, and how each event changes them. */
export interface Projection extends InlineProjection {
  /** Emptied by a rebuild; nobody else writes them. */
  readonly tables: readonly string[];
  readonly types: readonly EventType[];
}

/** One statement per event type, or a few in order. Pure SQL on the event's own facts: no clock, no other read model. */
export type Handlers = {
  readonly [T in EventType]?: (sql: TransactionSql, event: StoredEvent<T>) => Statement | readonly Statement[];
};

export function projection(name: string, tables: readonly string[], handlers: Handlers): Projection {
  return {
    name,
    tables,
    types: Object.keys(handlers) as EventType[],
    statements(sql, events) {
      return events.flatMap((event) => {
        const handle = handlers[event.type] as
          | ((sql: TransactionSql, event: StoredEvent) => Statement | readonly Statement[])
          | undefined;
        return handle ? handle(sql, event) : [];
      });
    },
  };
}

/** A jsonb parameter: sent as text, because the client would quote a string again. */
export const json = (sql: TransactionSql, value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;
