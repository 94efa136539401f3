import { type Digest, digestOf, ERROR_CODES } from '@scholia/core';
import { decodeEntries, type RawEntry } from '../document.ts';
import type { ChangedBricks } from '../fold.ts';
import { type ServerNotice, stateVectorOf } from '../notice.ts';
import type { Layer, Operation, OperationEntry, OperationId } from '../operation.ts';
import { idText } from '../order.ts';
import { REFUSALS, type RefusalCode } from '../refusal.ts';
import { BlobLoader } from './blob-loader.ts';
import { Desk } from './desk.ts';
import { Durability } from './durability.ts';
import { Outbox } from './outbox.ts';
import type { ReadingClientOptions } from './reading-client.ts';
import { ReadingDocument } from './reading-document.ts';
import { ReadingStorage, type SetAsideOperation, setAsideOf } from './reading-storage.ts';
import { rebase } from './rebase.ts';
import { isPermission, type RecoveryPlan, recoveryPlan } from './recovery-plan.ts';
import { Replay } from './replay.ts';
import { Timers } from './timers.ts';

const DURABLE_SAVE_MS = 1_000;
const RETRY_CLOSED_MS = 5_000;
const FETCH_BASE_MS = 10_000;
/** Operations that a start of the page may have to fold, about a second's work, before it asks for a newer base. */
const RENEW_BASE_AFTER = 4_000;
const READING_CLOSED = ERROR_CODES['reading-closed'].close;
const NOT_PERMITTED = ERROR_CODES['not-permitted'].close;

export interface LinkListener {
  onChange(changed: ChangedBricks): void;
  /** Something that the page's state is computed from may have changed. */
  onState(): void;
  onPresence(): void;
}

/** A fresh document on its way, after a refusal. */
interface Recovery {
  readonly plan: RecoveryPlan;
  readonly desk: Desk;
  /** Sessions whose unacknowledged operations this page carries over; undefined: all of its own. */
  carriable: ReadonlySet<number> | undefined;
}

/**
 * Keeps a reading's document, its local copy and the server in step, through restarts, lost links and refusals.
 * What a page calls is in ReadingClient; this is what has to go right underneath.
 */
export class ReadingLink {
  readonly durability = new Durability();
  readonly outbox = new Outbox();
  /** Sessions minted here, in this page or an earlier one: whose work "undo" takes back. */
  readonly sessions = new Set<number>();
  desk: Desk;
  storage: ReadingStorage | undefined;
  setAside: SetAsideOperation[] = [];
  refusal: { readonly code: RefusalCode; readonly message: string } | undefined;
  /** The labels here are not those of the server although the operations are: a bug, and reported as one. */
  diverged: { readonly here: Digest; readonly server: Digest } | undefined;
  /** Why the server closed for good, until the next attempt. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** The last position that our document covered: `seen` of what is written now. */
  seen = 0n;
  readonly #options: ReadingClientOptions;
  readonly #listener: LinkListener;
  readonly #blobs: BlobLoader;
  readonly #timers = new Timers();
  #recovery: Recovery | undefined;
  #replay: Replay | undefined;
  #token: string | undefined;
  #hasSynced = false;
  #refusesEdits: string | undefined;
  #isDurableSaveDue = false;
  /** Where to start folding (encodeFoldBase): every document of this reading, also after a refusal. */
  #base: Uint8Array | undefined;
  /** Operations there were when a newer base was asked for last. */
  #renewedAt = 0;

  constructor(options: ReadingClientOptions, listener: LinkListener) {
    this.#options = options;
    this.#listener = listener;
    this.#token = options.token;
    this.#blobs = new BlobLoader(
      options.grid.dims,
      async (digest) => this.outbox.get(digest) ?? (await options.fetchBlob(digest)),
      (digest, blob) => {
        this.#recovery?.desk.document.fold.provideBlob(digest, blob);
        listener.onChange(this.desk.document.fold.provideBlob(digest, blob));
      },
    );
    this.desk = this.#openDesk(false);
  }

  /** Loads the local copy, if the platform keeps one, then connects. */
  async load(): Promise<void> {
    const { persistence, userId, readingId } = this.#options;
    if ((persistence ?? (typeof indexedDB === 'undefined' ? 'none' : 'indexeddb')) === 'indexeddb')
      try {
        const storage = await ReadingStorage.open(`scholia:${userId}:${readingId}`, this.desk.document.doc);
        for (const session of storage.sessions.keys()) this.sessions.add(session);
        for (const [session, clock] of storage.durable?.clocks ?? []) this.durability.raise(session, clock);
        this.#hasSynced = storage.durable !== undefined;
        this.setAside = storage.setAside;
        this.outbox.restore(storage);
        this.storage = storage;
      } catch {
        // No IndexedDB here: the state says that nothing is kept locally.
      }
    this.#base = this.storage?.base;
    const { document } = this.desk;
    if (document.isEmpty) await this.#fetchBase();
    else document.start(this.#base);
    if (this.#timers.isStopped) return;
    this.#listener.onState();
    this.desk.connection.connect();
  }

  /** Asks the server for what it has folded, for a reading that is not here yet; without an answer we fold it ourselves. */
  async #fetchBase(): Promise<void> {
    const { fetchBase } = this.#options;
    if (!fetchBase) return;
    const late = new Promise<undefined>((resolve) => this.#timers.after(FETCH_BASE_MS, () => resolve(undefined)));
    const base = await Promise.race([fetchBase().catch(() => undefined), late]);
    if (!base) return;
    this.#base = base;
    await this.storage?.setBase(base);
  }

  /** When much has come since the local base, the next start of the page shall have a better one. */
  #renewBase(): void {
    const { fold, inBase } = this.desk.document;
    if (!this.storage || fold.operations.length < Math.max(inBase, this.#renewedAt) + RENEW_BASE_AFTER) return;
    this.#renewedAt = fold.operations.length;
    void this.#fetchBase();
  }

  get isRecovering(): boolean {
    return this.#recovery !== undefined || this.#replay !== undefined;
  }

  get connectionState(): 'live' | 'connecting' | 'offline' {
    const { connection } = this.#recovery?.desk ?? this.desk;
    if (connection.isLive) return 'live';
    return !this.closed && connection.failures < 2 ? 'connecting' : 'offline';
  }

  get notWritableBecause(): string | undefined {
    // An edit made before the labels have come would take its place below all of them.
    return this.#refusesEdits ?? (this.#hasSynced ? undefined : 'The labels are being loaded.');
  }

  /** Own operations that the server has not called durable. */
  get unsaved(): number {
    let unsaved = 0;
    for (const session of this.sessions)
      unsaved += Math.max(0, this.desk.document.clockOf(session) - this.durability.clockOf(session));
    return unsaved;
  }

  /** From now on this session is one of this person's here. */
  adopt(session: number): void {
    if (this.sessions.has(session)) return;
    this.sessions.add(session);
    void this.storage?.setSession(session, 'open');
    this.#listener.onState();
  }

  append(op: Operation): OperationId {
    this.adopt(this.desk.session);
    const held = this.desk.append(op);
    this.#replay?.add(held);
    this.#listener.onState();
    return held.id;
  }

  /** Makes a blob known to the server, and to us, before an operation that names it is appended. */
  provideBlob(bytes: Uint8Array): Digest {
    const digest = digestOf(bytes);
    this.outbox.put(digest, bytes);
    this.#blobs.provide(digest, bytes);
    this.desk.connection.sendBlob(bytes);
    return digest;
  }

  /** Appends operations as new ones, above all that is here. */
  appendAgain(entries: readonly OperationEntry[]): void {
    const { fold } = this.desk.document;
    rebase(entries, {
      highestLamport: () => fold.highestLamport,
      has: (id) => fold.has(id),
      append: (op) => this.append(op),
    });
  }

  async keepAside(setAside: SetAsideOperation[]): Promise<void> {
    this.setAside = setAside;
    this.#listener.onState();
    await this.storage?.setSetAside(setAside);
  }

  reconnect(token: string | undefined): void {
    this.#token = token ?? this.#token;
    this.closed = undefined;
    const { connection } = this.#recovery?.desk ?? this.desk;
    // On a new connection the server says anew what this person may do.
    if (!connection.isLive) this.#refusesEdits = undefined;
    connection.connect(this.#token);
    this.#listener.onState();
  }

  async destroy(loaded: Promise<void>): Promise<void> {
    this.#timers.stop();
    this.#blobs.destroy();
    this.#recovery?.desk.destroy();
    this.desk.connection.destroy();
    this.desk.presence.destroy();
    await loaded;
    if (this.#isDurableSaveDue) await this.#saveDurable();
    await this.storage?.destroy();
    this.desk.document.destroy();
  }

  #openDesk(held: boolean): Desk {
    const document = new ReadingDocument(
      this.#options.grid,
      { blobOf: (digest) => this.#blobs.loaded(digest), onMissing: (digest) => this.#blobs.want([digest]) },
      (source, changed) => {
        if (source === this.desk?.document) this.#listener.onChange(changed);
      },
    );
    const desk: Desk = new Desk(document, {
      url: this.#options.url,
      room: this.#options.readingId,
      token: this.#token,
      WebSocketPolyfill: this.#options.WebSocketPolyfill,
      held,
      onStatus: () => this.#onStatus(desk),
      onNotice: (notice) => {
        if (this.#isCurrent(desk)) this.#onNotice(notice);
      },
      onClosed: (code, reason) => {
        if (this.#isCurrent(desk)) this.#onClosed(code, reason);
      },
      onOpen: () => {
        for (const blob of this.outbox.all()) desk.connection.sendBlob(blob);
      },
      onHandshake: (state) => {
        if (desk === this.desk) this.#replay?.handshake((session) => state.get(session) ?? 0);
      },
      onPresence: () => this.#listener.onPresence(),
    });
    return desk;
  }

  #isCurrent(desk: Desk): boolean {
    return !this.#timers.isStopped && (desk === this.desk || desk === this.#recovery?.desk);
  }

  #onStatus(desk: Desk): void {
    if (this.#timers.isStopped) return;
    if (desk.connection.isLive) desk.document.start(this.#base);
    if (desk.connection.isLive && desk === this.#recovery?.desk) this.#moveTo(this.#recovery);
    if (desk.connection.isLive && desk === this.desk) {
      this.#hasSynced = true;
      this.#renewBase();
    }
    this.#listener.onState();
  }

  #onNotice(notice: ServerNotice): void {
    if (notice.type === 'Refused') this.#recover(notice);
    else if (notice.type === 'Status')
      this.#refusesEdits = notice.writable ? undefined : (notice.reason ?? REFUSALS['read-only']);
    else if (notice.type === 'Digest') this.#compare(notice);
    else {
      this.durability.commit(notice);
      this.#replay?.committed((id) => this.durability.covers(id));
      const { document } = this.desk;
      if (this.unsaved === 0 && this.setAside.length === 0 && !this.isRecovering) this.outbox.clear();
      if (this.durability.isCoveredBy((session) => document.clockOf(session))) this.seen = this.durability.position;
      this.#noteDurable();
    }
    this.#listener.onState();
  }

  /** Only with exactly the same operations must the labels be the same; with others, a later notice will do. */
  #compare(notice: Extract<ServerNotice, { type: 'Digest' }>): void {
    const { document, connection } = this.desk;
    if (!document.isAt(stateVectorOf(notice)) || document.fold.missingBlobs().length > 0) return;
    const digest = document.fold.digest();
    this.diverged = digest === notice.digest ? undefined : { here: digest, server: notice.digest };
    if (this.diverged) connection.tell({ type: 'DigestDiffers', position: notice.position, digest });
  }

  #onClosed(code: number, reason: string): void {
    if (code === ERROR_CODES['update-refused'].close) {
      this.#recover({ code: 'malformed', message: reason || REFUSALS.malformed });
      return;
    }
    this.closed = { code, reason };
    const row = Object.values(ERROR_CODES).find(({ close }) => close === code);
    if (row && row.retry !== 'never') this.#timers.after(RETRY_CLOSED_MS, () => this.reconnect(undefined));
    if (code === READING_CLOSED) this.#refusesEdits = reason || REFUSALS['reading-closed'];
    if (code === NOT_PERMITTED) this.#refusesEdits = reason || REFUSALS['not-permitted'];
    this.#listener.onState();
  }

  /** Prepares a fresh document. The old one stays on screen, and takes edits, until the fresh one has synced. */
  #recover(refusal: { code: RefusalCode; message: string }): void {
    if (this.#recovery) return;
    const suspects = (this.#replay?.inFlight ?? this.#unacknowledged(undefined)).map(({ id }) => id);
    const plan = recoveryPlan(refusal, suspects, this.#replay !== undefined);
    this.refusal = { code: plan.code, message: plan.message };
    if (isPermission(plan.code)) this.#refusesEdits = plan.message;
    this.#replay = undefined;
    this.desk.connection.destroy();
    const recovery: Recovery = { plan, desk: this.#openDesk(true), carriable: undefined };
    this.#recovery = recovery;
    void this.#connectFresh(recovery);
  }

  async #connectFresh(recovery: Recovery): Promise<void> {
    recovery.carriable = await this.storage?.carriable();
    this.#timers.after(recovery.plan.delayMs, () => recovery.desk.connection.connect(this.#token));
  }

  /** Own items of the present document that neither a notice nor the fresh document (if any) covers. */
  #unacknowledged(recovery: Recovery | undefined): RawEntry[] {
    const isOurs = (session: number) => session === this.desk.session || (recovery?.carriable?.has(session) ?? true);
    return this.desk.document.unacknowledged([...this.sessions].filter(isOurs), (session) =>
      Math.max(this.durability.clockOf(session), recovery?.desk.document.clockOf(session) ?? 0),
    );
  }

  /** The fresh document has synced: it takes the place of the old one, with what is still permitted. */
  #moveTo(recovery: Recovery): void {
    const { plan, desk: fresh } = recovery;
    const old = this.desk;
    const raw = this.#unacknowledged(recovery);
    const { entries, unreadable } = decodeEntries(raw);
    const rejected = new Set(
      [...(plan.reject === 'all' ? raw.map(({ id }) => id) : plan.reject), ...unreadable].map(idText),
    );
    const isRejected = ({ id }: { id: OperationId }) => rejected.has(idText(id));
    const aside = raw.filter(isRejected).map(({ bytes }) => setAsideOf(bytes, plan.code, plan.message));
    this.#recovery = undefined;
    this.desk = fresh;
    this.#replay = new Replay({
      size: plan.size,
      send: (update) => fresh.connection.send(update),
      onDone: () => {
        this.#replay = undefined;
        fresh.connection.release();
        this.#listener.onState();
      },
    });
    this.appendAgain(entries.filter((entry) => !isRejected(entry)));
    this.#replay.start();
    void this.#storeFresh(recovery, this.keepAside([...this.setAside, ...aside]));
    old.presence.destroy();
    this.#listener.onChange({ labels: bricksOf([old, fresh], 'labels'), prompts: bricksOf([old, fresh], 'prompts') });
    this.#listener.onPresence();
  }

  /** In this order a crash can repeat an operation's refusal, but not lose an operation. */
  async #storeFresh({ desk, carriable }: Recovery, asideKept: Promise<void>): Promise<void> {
    const { storage } = this;
    if (!storage) return;
    await asideKept;
    const carried = [...storage.sessions].filter(
      ([session, fate]) => fate === 'open' && session !== desk.session && (carriable?.has(session) ?? true),
    );
    await storage.replace(desk.document.doc);
    for (const [session] of carried) await storage.setSession(session, 'carried');
  }

  #noteDurable(): void {
    if (!this.storage || this.#isDurableSaveDue) return;
    this.#isDurableSaveDue = true;
    this.#timers.after(DURABLE_SAVE_MS, () => void this.#saveDurable());
  }

  async #saveDurable(): Promise<void> {
    this.#isDurableSaveDue = false;
    const { position } = this.durability;
    await this.storage?.setDurable({ position: String(position), clocks: this.durability.clocks() });
  }
}

function bricksOf(desks: readonly Desk[], layer: Layer): Set<number> {
  return new Set(desks.flatMap(({ document }) => [...document.fold[layer].bricks()].map(([brick]) => brick)));
}
