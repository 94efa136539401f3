import { type Digest, toBase64 } from '@scholia/core';
import * as idb from 'lib0/indexeddb';
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import type { RefusalCode } from '../refusal.ts';

/** An operation that the server will not take, kept until the person decides. `bytes` = base64 of encodeOperation. */
export interface SetAsideOperation {
  readonly bytes: string;
  readonly code: RefusalCode;
  readonly message: string;
}

/** What the server had acknowledged when the page was last open. */
export interface StoredDurability {
  readonly position: string;
  readonly clocks: readonly (readonly [session: number, clock: number])[];
}

/** 'open': its unacknowledged operations are still to be sent. 'carried': they were appended again under another session. */
type SessionFate = 'open' | 'carried';

const SESSION = 'session:';
const BASE = 'base';
const BLOB = 'blob:';
const LOCK = 'scholia:session:';

/**
 * A reading's document in IndexedDB (y-indexeddb, one database per user and reading), and beside it the author sessions
 * minted here, what the server had acknowledged, and what it refused. Two tabs may have it open at once.
 */
export class ReadingStorage {
  readonly name: string;
  readonly sessions = new Map<number, SessionFate>();
  durable: StoredDurability | undefined;
  setAside: SetAsideOperation[] = [];
  /** What the server had folded (`encodeFoldBase`) when it was last asked. */
  base: Uint8Array | undefined;
  /** Blobs of operations that were not durable when the page was last open. */
  readonly blobs = new Map<Digest, Uint8Array>();
  #persistence: IndexeddbPersistence;
  #replacing: Promise<void> = Promise.resolve();
  readonly #releaseLocks: (() => void)[] = [];
  readonly #claimed = new Set<number>();

  private constructor(name: string, persistence: IndexeddbPersistence) {
    this.name = name;
    this.#persistence = persistence;
  }

  /** Loads the stored document into `doc`. Rejects when the browser offers no IndexedDB (some private modes). */
  static async open(name: string, doc: Y.Doc): Promise<ReadingStorage> {
    const persistence = new IndexeddbPersistence(name, doc);
    const db = await persistence._db;
    await persistence.whenSynced;
    const storage = new ReadingStorage(name, persistence);
    const [custom] = idb.transact(db, ['custom'], 'readonly');
    for (const { k, v } of await idb.getAllKeysValues(custom)) {
      if (typeof k !== 'string') continue;
      if (k.startsWith(BLOB)) storage.blobs.set(k.slice(BLOB.length) as Digest, new Uint8Array(v));
      if (k === BASE) storage.base = new Uint8Array(v);
      if (k.startsWith(SESSION)) storage.sessions.set(Number(k.slice(SESSION.length)), v);
      if (k === 'durable') storage.durable = JSON.parse(v);
      if (k === 'setAside') storage.setAside = JSON.parse(v);
    }
    return storage;
  }

  async setSession(session: number, fate: SessionFate): Promise<void> {
    this.sessions.set(session, fate);
    if (fate === 'open') this.#claim(session);
    await this.#put(SESSION + session, fate);
  }

  async setDurable(durable: StoredDurability): Promise<void> {
    this.durable = durable;
    await this.#put('durable', JSON.stringify(durable));
  }

  async setSetAside(setAside: readonly SetAsideOperation[]): Promise<void> {
    this.setAside = [...setAside];
    await this.#put('setAside', JSON.stringify(setAside));
  }

  async setBase(base: Uint8Array): Promise<void> {
    this.base = base;
    await this.#put(BASE, base.slice().buffer);
  }

  async setBlob(digest: Digest, bytes: Uint8Array): Promise<void> {
    await this.#put(BLOB + digest, bytes.slice().buffer);
  }

  async deleteBlob(digest: Digest): Promise<void> {
    this.blobs.delete(digest);
    await this.#replacing;
    await this.#persistence.del(BLOB + digest);
  }

  /** Open sessions that no other tab is writing under: what they left unsent is ours to carry over. */
  async carriable(): Promise<Set<number>> {
    const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
    const held = new Set((await locks?.query())?.held?.map(({ name }) => name));
    const open = [...this.sessions].filter(([, fate]) => fate === 'open').map(([session]) => session);
    return new Set(open.filter((session) => this.#claimed.has(session) || !held.has(LOCK + session)));
  }

  /** Puts a fresh document in the place of the stored one, in one transaction: a crash leaves the one or the other. */
  replace(doc: Y.Doc): Promise<void> {
    this.#replacing = this.#replacing.then(async () => {
      const old = this.#persistence;
      old.doc.off('update', old._storeUpdate);
      const [updates] = idb.transact(await old._db, ['updates']);
      const cleared = idb.rtop(updates.clear());
      await Promise.all([cleared, idb.addAutoKey(updates, Y.encodeStateAsUpdate(doc) as never)]);
      await old.destroy();
      this.#persistence = new IndexeddbPersistence(this.name, doc);
      await this.#persistence.whenSynced;
    });
    return this.#replacing;
  }

  async destroy(): Promise<void> {
    for (const release of this.#releaseLocks) release();
    await this.#replacing;
    await this.#persistence.destroy();
  }

  async #put(key: string, value: string | ArrayBuffer): Promise<void> {
    await this.#replacing;
    await this.#persistence.set(key, value);
  }

  /** Held for as long as this tab lives, so that another tab can tell. */
  #claim(session: number): void {
    if (this.#claimed.has(session)) return;
    this.#claimed.add(session);
    if (typeof navigator === 'undefined' || !navigator.locks) return;
    void navigator.locks.request(
      LOCK + session,
      () => new Promise<void>((resolve) => this.#releaseLocks.push(resolve)),
    );
  }
}

export function setAsideOf(bytes: Uint8Array, code: RefusalCode, message: string): SetAsideOperation {
  return { bytes: toBase64(bytes), code, message };
}
