import { isAppError } from '@scholia/core';
import * as Y from 'yjs';
import type { Operation, OperationEntry, OperationId } from './operation.ts';
import { decodeOperation, encodeOperation } from './operation-codec.ts';
import { readUpdate } from './update-reader.ts';

/** Name of the root Y.Array<Uint8Array> that holds the operations. Its order has no meaning. */
export const OPS = 'ops';

/** One item of the document, not yet decoded. */
export interface RawEntry {
  readonly id: OperationId;
  readonly bytes: Uint8Array;
}

/** Items of a document that this version could decode, and the ids of those it could not (written by a newer one). */
export interface ReadEntries {
  readonly entries: OperationEntry[];
  readonly unreadable: OperationId[];
}

/** Encodes and appends an operation; its id is that of the new item. */
export function appendOperation(doc: Y.Doc, op: Operation): OperationId {
  const id = { session: doc.clientID, counter: Y.getState(doc.store, doc.clientID) };
  doc.getArray<Uint8Array>(OPS).push([encodeOperation(op)]);
  return id;
}

/** The operations of a whole document. */
export function entriesOf(doc: Y.Doc): ReadEntries {
  return decodeEntries(rawEntriesOf(doc));
}

/** The operations of an update of label operations, without a document. Throws AppError 'bad-request' on anything else. */
export function entriesOfUpdate(update: Uint8Array): ReadEntries {
  const { sections } = readUpdate(update, () => 0);
  return decodeEntries([...sections.values()].flatMap(({ items }) => items));
}

/** Every item of the document, session by session. */
export function rawEntriesOf(doc: Y.Doc): RawEntry[] {
  doc.getArray(OPS);
  return [...doc.store.clients.values()].flatMap((structs) => rawEntriesOfItems(structs));
}

/** The operations that a transaction has brought. (A Y.Array event would walk the whole document to find them.) */
export function entriesOfTransaction(transaction: Y.Transaction): ReadEntries {
  const raw: RawEntry[] = [];
  for (const [session, clock] of transaction.afterState) {
    const before = transaction.beforeState.get(session) ?? 0;
    if (clock > before) raw.push(...rawEntriesFrom(transaction.doc, session, before));
  }
  return decodeEntries(raw);
}

/** The items of one session from a counter on. */
export function rawEntriesFrom(doc: Y.Doc, session: number, counter: number): RawEntry[] {
  const structs = doc.store.clients.get(session) ?? [];
  if (counter >= Y.getState(doc.store, session)) return [];
  return rawEntriesOfItems(structs.slice(Y.findIndexSS(structs, counter)));
}

/** The operation with this id, or undefined if the document has none that this version can read. */
export function operationAt(doc: Y.Doc, { session, counter }: OperationId): Operation | undefined {
  const structs = doc.store.clients.get(session);
  if (!structs || counter >= Y.getState(doc.store, session)) return undefined;
  const struct = structs[Y.findIndexSS(structs, counter)];
  return decodeEntries(rawEntriesOfItems([struct])).entries[0]?.op;
}

export function decodeEntries(raw: readonly RawEntry[]): ReadEntries {
  const read: ReadEntries = { entries: [], unreadable: [] };
  for (const { id, bytes } of raw)
    try {
      read.entries.push({ id, op: decodeOperation(bytes) });
    } catch (error) {
      if (!isAppError(error)) throw error;
      read.unreadable.push(id);
    }
  return read;
}

function rawEntriesOfItems(structs: Iterable<Y.AbstractStruct>): RawEntry[] {
  const raw: RawEntry[] = [];
  for (const struct of structs)
    if (struct instanceof Y.Item && struct.content instanceof Y.ContentBinary)
      raw.push({ id: { session: struct.id.client, counter: struct.id.clock }, bytes: struct.content.content });
  return raw;
}
