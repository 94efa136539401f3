import { ByteReader, malformed } from '@scholia/volume';
import type { OperationId } from './operation.ts';

/** One item of an update: an operation's bytes, and the items that Yjs placed it between. */
export interface UpdateItem {
  readonly id: OperationId;
  readonly origin: OperationId | undefined;
  readonly rightOrigin: OperationId | undefined;
  /** A view into the update. */
  readonly bytes: Uint8Array;
}

export interface ReadUpdate {
  /** Per session, the first counter in the update and the items from `known(session)` on. */
  readonly sections: ReadonlyMap<number, { readonly start: number; readonly items: readonly UpdateItem[] }>;
  /** True if anything is deleted; reading stops at the first sign of it. */
  readonly deletes: boolean;
}

const GARBAGE = 0;
const DELETED = 1;
const BINARY = 3;
const HAS_ORIGIN = 128;
const HAS_RIGHT_ORIGIN = 64;
const ROOT = 'ops';
const MAX_SESSION = 2 ** 32 - 1;

/*
 * update  = count *section count *deleted                 (Yjs update format v1; all numbers varuint)
 * section = items session first-counter *item
 * item    = info [origin] [right-origin] [%x01 string]    (the parent's name, when the item has neither origin)
 *           length *byte
 * info    = %x03 (ContentBinary) | %x80 if origin | %x40 if right-origin
 */

/**
 * Reads the subset of the Yjs update format (v1) that label documents consist of, and throws AppError('bad-request') on
 * everything else: other content, other parents, map entries, gaps (Skip), garbage-collected items, two sections of one
 * session, bytes that follow the end. Yjs itself allocates by the counts that an update claims; this reader does not, so
 * it runs before Yjs sees the bytes. Items below `known(session)` are skipped without being kept.
 * Source: yjs 13.6 src/utils/encoding.js (readClientsStructRefs), src/utils/DeleteSet.js.
 */
export function readUpdate(update: Uint8Array, known: (session: number) => number): ReadUpdate {
  const reader = new ByteReader(update);
  const sections = new Map<number, { start: number; items: UpdateItem[] }>();
  for (let left = reader.varuint(); left > 0; left--) {
    const count = reader.varuint();
    const session = reader.varuint(MAX_SESSION);
    const start = reader.varuint(Number.MAX_SAFE_INTEGER / 2);
    if (count === 0) throw malformed('an empty section');
    if (sections.has(session)) throw malformed('two sections of one session');
    const items: UpdateItem[] = [];
    const first = known(session);
    for (let n = 0; n < count; n++) {
      const item = readItem(reader, { session, counter: start + n });
      if (!item) return { sections: new Map(), deletes: true };
      if (item.id.counter >= first) items.push(item);
    }
    sections.set(session, { start, items });
  }
  const deletes = reader.varuint() > 0;
  if (!deletes) reader.end();
  return { sections, deletes };
}

/** Undefined for an item whose content has been deleted. */
function readItem(reader: ByteReader, id: OperationId): UpdateItem | undefined {
  const info = reader.byte();
  if ((info & 31) === DELETED || info === GARBAGE) return undefined;
  if ((info & ~(HAS_ORIGIN | HAS_RIGHT_ORIGIN)) !== BINARY) throw malformed('an item that is not an operation');
  const origin = info & HAS_ORIGIN ? readId(reader) : undefined;
  const rightOrigin = info & HAS_RIGHT_ORIGIN ? readId(reader) : undefined;
  if (!origin && !rightOrigin) readRoot(reader);
  return { id, origin, rightOrigin, bytes: reader.bytes(reader.varuint()) };
}

function readRoot(reader: ByteReader): void {
  if (reader.varuint() !== 1) throw malformed('an item inside of another item');
  const name = reader.bytes(reader.varuint(64));
  if (String.fromCharCode(...name) !== ROOT) throw malformed('an item outside of the operations');
}

function readId(reader: ByteReader): OperationId {
  return { session: reader.varuint(MAX_SESSION), counter: reader.varuint() };
}
