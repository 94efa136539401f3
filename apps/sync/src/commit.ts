import type { CheckedEntry, RefusalCode } from '@scholia/collab';
import { type Digest, must, toBase64, type UserId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import { type NewEvent, type StoredEvent, streams } from '@scholia/domain';
import type { Restore } from './judge.ts';
import { accessOf, type LoadedReading, type UpdateRow, updatesAfter } from './load-reading.ts';
import type { RefusalSummary } from './refusal-book.ts';
import { editRefusal } from './room-state.ts';
import type { Identity, SyncServices } from './services.ts';

/** What one turn of a room wants to write. */
export type Pending =
  | {
      readonly type: 'Update';
      readonly identity: Identity;
      readonly entries: readonly CheckedEntry[];
      /** The Yjs update with only what was new. */
      readonly novel: Uint8Array;
      /** The Yjs update as it came. */
      readonly received: Uint8Array;
      /** Why its one operation restores earlier labels, if it does. */
      readonly restore: Restore | undefined;
    }
  | {
      readonly type: 'Refusal';
      readonly identity: Identity;
      readonly code: RefusalCode;
      readonly digest: Digest;
      readonly bytes: number;
    }
  | ({ readonly type: 'Summary' } & RefusalSummary)
  | {
      readonly type: 'Divergence';
      readonly userId: UserId;
      readonly position: string;
      readonly serverDigest: Digest;
      readonly clientDigest: Digest;
    };

export type CommitOutcome =
  | {
      readonly type: 'Committed';
      /** Position of the newest update written. */
      readonly position: bigint;
      /** Updates of this reading that other processes had committed meanwhile. */
      readonly missed: readonly UpdateRow[];
    }
  /** Nothing was written: these people may not edit any more, or not with what they sent; nobody, when a restore came too late. */
  | { readonly type: 'Stale'; readonly refused: ReadonlyMap<UserId, Refusal> };

export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

/** Thrown inside the transaction to undo it: nothing of the batch may stay. */
class StaleBatch extends Error {
  readonly outcome: Extract<CommitOutcome, { type: 'Stale' }>;

  constructor(refused: ReadonlyMap<UserId, Refusal>) {
    super('the world changed between check and commit');
    this.outcome = { type: 'Stale', refused };
  }
}

/**
 * Writes a batch in one transaction, which it may share with other rooms: an event and an update row for each accepted
 * update, an event for each refusal. Status and roles are read again under the stream's lock, so nothing lands after a
 * submit or a lost role.
 */
export async function commitBatch(
  { events }: Pick<SyncServices, 'events'>,
  reading: LoadedReading,
  pending: readonly Pending[],
): Promise<CommitOutcome> {
  const streamId = streams.reading(reading.readingId);
  try {
    const { result, events: stored } = await events.transactOn(streamId, async (tx) => {
      await recheckAccess(tx.sql, reading, pending);
      const [missed] = await Promise.all([
        updatesAfter(tx.sql, reading.readingId, reading.position),
        bindSessions(tx.sql, reading, pending),
      ]);
      for (const item of pending) {
        if (item.type !== 'Update' || !item.restore) continue;
        // Below an operation that we have not seen it would not be the last in the order.
        if (missed.length > 0 || (await isOutdated(tx.sql, reading, item.restore))) throw new StaleBatch(new Map());
      }
      tx.append({ events: pending.flatMap((item) => eventsOf(reading, item)) });
      tx.afterPositions((written) => storeUpdates(tx.sql, reading, pending, written));
      return missed;
    });
    return { type: 'Committed', position: stored.at(-1)?.position ?? reading.position, missed: result };
  } catch (error) {
    if (error instanceof StaleBatch) return error.outcome;
    throw error;
  }
}

/** True when there are operations that a restore was not computed from: it would undo them unseen. */
export async function isOutdated(sql: Queryable, { readingId }: LoadedReading, { after }: Restore): Promise<boolean> {
  return (await updatesAfter(sql, readingId, after, 1)).length > 0;
}

async function recheckAccess(sql: Queryable, reading: LoadedReading, pending: readonly Pending[]): Promise<void> {
  const people = new Map<Identity['userId'], { identity: Identity; entries: CheckedEntry[] }>();
  for (const item of pending) {
    if (item.type !== 'Update') continue;
    const { identity } = item;
    const known = people.get(identity.userId) ?? { identity, entries: [] };
    known.entries.push(...item.entries);
    people.set(identity.userId, known);
  }
  const refused = new Map<UserId, Refusal>();
  const check = async ({ identity, entries }: { identity: Identity; entries: CheckedEntry[] }) => {
    const refusal = editRefusal(await accessOf(sql, reading, identity), entries);
    if (refusal) refused.set(identity.userId, refusal);
  };
  await Promise.all([...people.values()].map(check));
  if (refused.size > 0) throw new StaleBatch(refused);
}

/** The first to use a session owns it. Somebody else's claim loses to the primary key. */
async function bindSessions(sql: Queryable, reading: LoadedReading, pending: readonly Pending[]): Promise<void> {
  const owners = new Map<number, UserId>();
  for (const item of pending) {
    if (item.type === 'Update') for (const { id } of item.entries) owners.set(id.session, item.identity.userId);
  }
  if (owners.size === 0) return;
  const sessions = [...owners.keys()].map(String);
  const rows = await sql<{ session: bigint; user_id: UserId }[]>`
    with mine as (
      insert into reading_sessions (reading_id, session, user_id)
      select ${reading.readingId}, * from unnest(${sessions}::bigint[], ${[...owners.values()]}::uuid[])
      on conflict do nothing returning session, user_id
    )
    select session, user_id from mine
    union all
    select session, user_id from reading_sessions
    where reading_id = ${reading.readingId} and session = any(${sessions}::bigint[])`;
  const bound = new Map(rows.map(({ session, user_id }) => [Number(session), user_id]));
  const message = 'This session belongs to somebody else.';
  const foreign = [...owners].filter(([session, userId]) => bound.get(session) !== userId);
  if (foreign.length === 0) return;
  throw new StaleBatch(new Map(foreign.map(([, userId]) => [userId, { code: 'foreign-session', message }])));
}

function eventsOf(reading: LoadedReading, item: Pending): NewEvent[] {
  const userId = 'userId' in item ? item.userId : item.identity.userId;
  const actor = { type: 'user', userId } as const;
  const scope = { projectId: reading.projectId, imageId: reading.imageId, readingId: reading.readingId };
  if (item.type === 'Refusal') {
    const { code, digest, bytes } = item;
    const payload = { readingId: reading.readingId, code, updateDigest: digest, bytes };
    return [{ type: 'UpdateRefused', payload, actor, ...scope }];
  }
  if (item.type === 'Summary') {
    const payload = { readingId: reading.readingId, count: item.count, codes: item.codes };
    return [{ type: 'RefusalsSummarised', payload, actor, ...scope }];
  }
  if (item.type === 'Divergence') {
    const { position, serverDigest, clientDigest } = item;
    const payload = { readingId: reading.readingId, position, serverDigest, clientDigest };
    return [{ type: 'LabelsDiverged', payload, actor, ...scope }];
  }
  const operations = item.entries.map(
    ({ id, op, bytes }): NewEvent => ({
      type: 'OperationCommitted',
      payload: {
        readingId: reading.readingId,
        session: id.session,
        counter: id.counter,
        lamport: op.lamport,
        kind: op.type,
        bytes: toBase64(bytes),
      },
      actor,
      ...scope,
    }),
  );
  if (!item.restore) return operations;
  const { toPosition, reason } = item.restore;
  const { id } = must(item.entries[0], 'a restore is one operation');
  const payload = { readingId: reading.readingId, toPosition: String(toPosition), reason, ...id };
  return [...operations, { type: 'ReadingRestored', payload, actor, ...scope }];
}

/** Each update row carries the position of its last operation. */
async function storeUpdates(
  sql: Queryable,
  reading: LoadedReading,
  pending: readonly Pending[],
  written: readonly StoredEvent[],
): Promise<void> {
  let next = 0;
  const rows = pending.flatMap((item) => {
    const operations = item.type === 'Update' ? item.entries.length : 0;
    const position = written[next + operations - 1]?.position;
    next += item.type === 'Update' && !item.restore ? operations : operations + 1;
    return item.type === 'Update' && position !== undefined
      ? [{ reading_id: reading.readingId, position: String(position), update: Buffer.from(item.novel) }]
      : [];
  });
  if (rows.length > 0) await sql`insert into yjs_updates ${sql(rows)}`;
}
