import { AppError, type Digest, ERROR_CODES, fromBase64, type ReadingId, type UserId } from '@scholia/core';
import type { Grid, StrokeShape } from '@scholia/volume';
import type { Awareness } from 'y-protocols/awareness';
import { decodeEntries } from '../document.ts';
import type { ChangedBricks, Fold } from '../fold.ts';
import type { ServerNotice } from '../notice.ts';
import type { Layer, MaskSource, Operation, OperationEntry, OperationId, OverwritePolicy } from '../operation.ts';
import { idText } from '../order.ts';
import type { Presence } from '../presence.ts';
import { REFUSALS, type RefusalCode } from '../refusal.ts';
import { BlobLoader } from './blob-loader.ts';
import type { WebSocketClass } from './connection.ts';
import { Desk } from './desk.ts';
import { Durability } from './durability.ts';
import { Emitter } from './emitter.ts';
import { fitStroke } from './fit-stroke.ts';
import { ReadingDocument } from './reading-document.ts';
import { type ReadingState, sameState } from './reading-state.ts';
import { ReadingStorage, type SetAsideOperation, setAsideOf } from './reading-storage.ts';
import { rebase } from './rebase.ts';
import { isPermission, type RecoveryPlan, recoveryPlan } from './recovery-plan.ts';
import { Replay } from './replay.ts';

export interface ReadingClientOptions {
  /** ws(s)://host/sync; the reading's id is appended. */
  readonly url: string;
  readonly readingId: ReadingId;
  readonly userId: UserId;
  readonly grid: Grid;
  /** API token, where there is no session cookie. */
  readonly token?: string | undefined;
  fetchBlob(digest: Digest): Promise<Uint8Array>;
  /** (Default: 'indexeddb' where the platform has it) */
  readonly persistence?: 'indexeddb' | 'none' | undefined;
  readonly WebSocketPolyfill?: WebSocketClass | undefined;
}

export interface WriteOptions {
  /** (Default: { mode: 'all' }) */
  readonly policy?: OverwritePolicy | undefined;
  /** Labels that are never overwritten. (Default: none) */
  readonly locked?: readonly number[] | undefined;
}

type ReadingClientEvents = { change: ChangedBricks; state: ReadingState; presence: ReadonlyMap<number, Presence> };

const DURABLE_SAVE_MS = 1_000;
const RETRY_CLOSED_MS = 5_000;

/**
 * A reading in a browser: edits are applied at once, kept in IndexedDB, sent when there is a link, and called saved only
 * when the server has said that they are durable. After a refusal it moves to a fresh document and takes along what is
 * still permitted (design section 3).
 */
export class ReadingClient {
  readonly #options: ReadingClientOptions;
  readonly #events = new Emitter<ReadingClientEvents>();
  readonly #durability = new Durability();
  readonly #blobs: BlobLoader;
  /** Sessions minted here, in this page or an earlier one: whose work "undo" takes back. */
  readonly #sessions = new Set<number>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #desk: Desk;
  /** Fresh document of a recovery, until it has synced. */
  #fresh: Desk | undefined;
  #replay: Replay | undefined;
  #storage: ReadingStorage | undefined;
  #setAside: SetAsideOperation[] = [];
  #token: string | undefined;
  #hasSynced = false;
  #serverWritable = true;
  #notWritableBecause: string | undefined;
  #offline: ReadingState['offline'];
  #refusal: { code: RefusalCode; message: string } | undefined;
  #seen = 0n;
  #state: ReadingState;
  /** The last state that listeners were told of. */
  #told: ReadingState;
  #changed: { labels: Set<number>; prompts: Set<number> } | undefined;
  #isStateDue = false;
  #isPresenceDue = false;
  #isDurableSaveDue = false;
  #destroyed = false;

  /** Settles once the local copy (if any) is loaded; the connection is made after that. */
  readonly whenLoaded: Promise<void>;

  constructor(options: ReadingClientOptions) {
    this.#options = options;
    this.#token = options.token;
    this.#blobs = new BlobLoader(
      options.grid.dims,
      (digest) => options.fetchBlob(digest),
      (digest, blob) => {
        for (const desk of [this.#desk, this.#fresh]) {
          const changed = desk?.document.fold.provideBlob(digest, blob);
          if (changed && desk === this.#desk) this.#noteChange(changed);
        }
      },
    );
    this.#desk = this.#openDesk(false);
    this.#state = this.#computeState();
    this.#told = this.#state;
    this.whenLoaded = this.#load();
  }

  /** Current labels, prompts, blame, digest. Another object after a recovery: read it anew on every 'change'. */
  get fold(): Fold {
    return this.#desk.document.fold;
  }

  get awareness(): Awareness {
    return this.#desk.awareness;
  }

  /** Up to date at every moment, and the same object until something in it changes. */
  get state(): ReadingState {
    if (this.#isStateDue) {
      const next = this.#computeState();
      if (!sameState(this.#state, next)) this.#state = next;
    }
    return this.#state;
  }

  /** Operations that the server will not take, for the person to look at, export, retry or drop. */
  get setAside(): readonly SetAsideOperation[] {
    return this.#setAside;
  }

  /** The others, by Yjs client id. */
  get presence(): ReadonlyMap<number, Presence> {
    return this.#desk.presence.others();
  }

  on<Name extends keyof ReadingClientEvents>(
    name: Name,
    listener: (event: ReadingClientEvents[Name]) => void,
  ): () => void {
    return this.#events.on(name, listener);
  }

  /** Throws AppError 'not-permitted' while `state.writable` is false, like every edit. */
  stroke(shape: StrokeShape, options: WriteOptions & { value: number; layer?: Layer | undefined }): OperationId {
    return this.#append({
      type: 'Stroke',
      ...this.#stamp(),
      layer: options.layer ?? 'labels',
      value: options.value,
      shape: fitStroke(this.#options.grid, shape),
      ...writing(options),
    });
  }

  /** Writes the non-zero voxels of a stored labelmap blob: an accepted proposal, or an import. */
  mask(blob: Digest, source: MaskSource, options: WriteOptions = {}): OperationId {
    return this.#append({ type: 'Mask', ...this.#stamp(), layer: 'labels', blob, source, ...writing(options) });
  }

  clearPrompts(): OperationId {
    return this.#append({ type: 'ClearPrompts', ...this.#stamp() });
  }

  /** Takes back one's own last operation. Returns the operation taken back, or undefined if there is none. */
  undo(): OperationId | undefined {
    const target = this.fold.undoable(this.#sessions);
    if (target) this.#append({ type: 'Undo', ...this.#stamp(), target });
    return target;
  }

  redo(): OperationId | undefined {
    const target = this.fold.redoable(this.#sessions);
    if (target) this.#append({ type: 'Redo', ...this.#stamp(), target });
    return target;
  }

  /** Shows others where we are; sent at most ten times a second. */
  setPresence(presence: Presence): void {
    this.#desk.presence.set(presence);
  }

  /** After signing in again, or to try at once. */
  reconnect(token: string | undefined = this.#token): void {
    this.#token = token;
    this.#offline = undefined;
    (this.#fresh ?? this.#desk).connection.connect(token);
    this.#noteState();
  }

  /** Appends what was set aside again (say, after the reading was reopened). */
  retrySetAside(): void {
    const raw = this.#setAside.map(({ bytes }, n) => ({ id: { session: -1, counter: n }, bytes: fromBase64(bytes) }));
    this.dropSetAside();
    this.#appendAgain(this.#desk, decodeEntries(raw).entries);
  }

  dropSetAside(): void {
    this.#keepAside([]);
    this.#refusal = undefined;
    this.#noteState();
  }

  async destroy(): Promise<void> {
    this.#destroyed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#events.clear();
    this.#blobs.destroy();
    this.#fresh?.destroy();
    this.#desk.connection.destroy();
    this.#desk.presence.destroy();
    await this.whenLoaded;
    if (this.#storage && this.#isDurableSaveDue) await this.#saveDurable(this.#storage);
    await this.#storage?.destroy();
    this.#desk.document.destroy();
  }

  async #load(): Promise<void> {
    const { persistence, userId, readingId } = this.#options;
    if ((persistence ?? (typeof indexedDB === 'undefined' ? 'none' : 'indexeddb')) === 'indexeddb')
      try {
        const storage = await ReadingStorage.open(`scholia:${userId}:${readingId}`, this.#desk.document.doc);
        for (const session of storage.sessions.keys()) this.#sessions.add(session);
        for (const [session, clock] of storage.durable?.clocks ?? []) this.#durability.raise(session, clock);
        this.#hasSynced = storage.durable !== undefined;
        this.#setAside = storage.setAside;
        this.#storage = storage;
      } catch {
        // No IndexedDB here: the state says that nothing is kept locally.
      }
    if (this.#destroyed) return;
    this.#noteState();
    this.#desk.connection.connect();
  }

  #openDesk(held: boolean): Desk {
    const document = new ReadingDocument(
      this.#options.grid,
      (digest) => this.#blobs.loaded(digest),
      (source, changed) => {
        this.#blobs.want(source.fold.missingBlobs());
        if (source === this.#desk?.document) this.#noteChange(changed);
      },
    );
    const desk: Desk = new Desk(document, {
      url: this.#options.url,
      room: this.#options.readingId,
      token: this.#token,
      WebSocketPolyfill: this.#options.WebSocketPolyfill,
      held,
      onStatus: () => this.#onStatus(desk),
      onNotice: (notice) => this.#onNotice(desk, notice),
      onClosed: (code, reason) => this.#onClosed(desk, code, reason),
      onHandshake: (state) => {
        if (desk === this.#desk) this.#replay?.handshake((session) => state.get(session) ?? 0);
      },
      onPresence: () => this.#notePresence(),
    });
    return desk;
  }

  #stamp(): { lamport: number; seen: bigint } {
    if (!this.#isWritable())
      throw new AppError('not-permitted', this.#whyNotWritable() ?? 'the reading cannot be edited now');
    return { lamport: this.fold.highestLamport + 1, seen: this.#seen };
  }

  #append(op: Operation): OperationId {
    this.#own(this.#desk);
    const held = this.#desk.append(op);
    this.#replay?.add(held);
    this.#noteState();
    return held.id;
  }

  #own(desk: Desk): void {
    if (this.#sessions.has(desk.session)) return;
    this.#sessions.add(desk.session);
    void this.#storage?.setSession(desk.session, 'open');
  }

  #onStatus(desk: Desk): void {
    if (this.#destroyed) return;
    if (desk === this.#fresh && this.#recovery && desk.connection.isLive) this.#moveTo(desk, this.#recovery);
    if (desk === this.#desk && desk.connection.isLive) this.#hasSynced = true;
    this.#noteState();
  }

  #onNotice(desk: Desk, notice: ServerNotice): void {
    if (this.#destroyed || (desk !== this.#desk && desk !== this.#fresh)) return;
    if (notice.type === 'Status') {
      this.#serverWritable = notice.writable;
      this.#notWritableBecause = notice.writable ? undefined : notice.reason;
    } else if (notice.type === 'Refused') {
      this.#recover(notice);
    } else {
      this.#durability.commit(notice);
      this.#replay?.committed((id) => this.#durability.covers(id));
      this.#noteSeen();
      this.#noteDurable();
    }
    this.#noteState();
  }

  #onClosed(desk: Desk, code: number, reason: string): void {
    if (this.#destroyed || (desk !== this.#desk && desk !== this.#fresh)) return;
    if (code === ERROR_CODES['update-refused'].close) {
      this.#recover({ code: 'malformed', message: reason || REFUSALS.malformed });
      return;
    }
    this.#offline = { code, reason };
    const row = Object.values(ERROR_CODES).find(({ close }) => close === code);
    if (row && row.retry !== 'never') this.#after(RETRY_CLOSED_MS, () => this.reconnect());
    if (code === ERROR_CODES['reading-closed'].close || code === ERROR_CODES['not-permitted'].close) {
      this.#serverWritable = false;
      this.#notWritableBecause =
        reason || REFUSALS[code === ERROR_CODES['reading-closed'].close ? 'reading-closed' : 'not-permitted'];
    }
    this.#noteState();
  }

  #recovery: RecoveryPlan | undefined;

  /** Prepares a fresh document. The old one stays on screen, and takes edits, until the fresh one has synced. */
  #recover(refusal: { code: RefusalCode; message: string }): void {
    if (this.#fresh) return;
    const suspects = this.#replay?.inFlight.map(({ id }) => id) ?? this.#unacknowledged().map(({ id }) => id);
    const plan = recoveryPlan(refusal, suspects, this.#replay !== undefined);
    this.#refusal = { code: plan.code, message: plan.message };
    this.#recovery = plan;
    this.#replay = undefined;
    if (isPermission(plan.code)) {
      this.#serverWritable = false;
      this.#notWritableBecause = plan.message;
    }
    this.#desk.connection.destroy();
    const fresh = this.#openDesk(true);
    this.#fresh = fresh;
    void this.#findCarriable().then(() => this.#after(plan.delayMs, () => fresh.connection.connect()));
    this.#noteState();
  }

  /** Sessions whose unacknowledged operations this page carries over; undefined: all of its own. */
  #carriable: ReadonlySet<number> | undefined;

  async #findCarriable(): Promise<void> {
    this.#carriable = await this.#storage?.carriable();
  }

  #unacknowledged(known: (session: number) => number = () => 0) {
    const sessions = [...this.#sessions].filter(
      (session) => session === this.#desk.session || (this.#carriable?.has(session) ?? true),
    );
    return this.#desk.document.unacknowledged(sessions, (session) =>
      Math.max(this.#durability.clockOf(session), known(session)),
    );
  }

  #moveTo(fresh: Desk, plan: RecoveryPlan): void {
    const old = this.#desk;
    const raw = this.#unacknowledged((session) => fresh.document.clockOf(session));
    const rejected = plan.reject === 'all' ? undefined : new Set(plan.reject.map(idText));
    const isKept = ({ id }: { id: OperationId }) => rejected !== undefined && !rejected.has(idText(id));
    const { entries, unreadable } = decodeEntries(raw);
    const lost = new Set(unreadable.map(idText));
    const aside = raw.filter((entry) => !isKept(entry) || lost.has(idText(entry.id)));
    this.#keepAside([...this.#setAside, ...aside.map(({ bytes }) => setAsideOf(bytes, plan.code, plan.message))]);
    this.#fresh = undefined;
    this.#recovery = undefined;
    this.#desk = fresh;
    const replay = new Replay({
      held: [],
      size: plan.size,
      send: (update) => fresh.connection.send(update),
      onDone: () => {
        this.#replay = undefined;
        fresh.connection.release();
        this.#noteState();
      },
    });
    this.#replay = replay;
    this.#appendAgain(fresh, entries.filter(isKept));
    replay.start();
    if (this.#storage) {
      for (const [session, fate] of this.#storage.sessions)
        if (fate === 'open' && session !== fresh.session && (this.#carriable?.has(session) ?? true))
          void this.#storage.setSession(session, 'carried');
      void this.#storage.replace(fresh.document.doc);
    }
    this.#noteChange({ labels: bricksOf(old, fresh, 'labels'), prompts: bricksOf(old, fresh, 'prompts') });
    old.presence.destroy();
    this.#notePresence();
    this.#noteState();
  }

  #appendAgain(desk: Desk, entries: readonly OperationEntry[]): void {
    if (entries.length > 0) this.#own(desk);
    const { fold } = desk.document;
    rebase(entries, {
      highestLamport: () => fold.highestLamport,
      has: (id) => fold.has(id),
      append: (op) => {
        const held = desk.append(op);
        this.#replay?.add(held);
        return held.id;
      },
    });
    this.#noteState();
  }

  #keepAside(setAside: SetAsideOperation[]): void {
    this.#setAside = setAside;
    void this.#storage?.setSetAside(setAside);
  }

  /** `seen` may only name a position that our document covers. */
  #noteSeen(): void {
    const { document } = this.#desk;
    if (this.#durability.isCoveredBy((session) => document.clockOf(session))) this.#seen = this.#durability.position;
  }

  #isWritable(): boolean {
    return this.#whyNotWritable() === undefined;
  }

  #whyNotWritable(): string | undefined {
    if (!this.#serverWritable) return this.#notWritableBecause ?? REFUSALS['read-only'];
    // An edit made before the labels have come would take its place below all of them.
    return this.#hasSynced ? undefined : 'The labels are being loaded.';
  }

  #unsaved(): number {
    let unsaved = 0;
    for (const session of this.#sessions)
      unsaved += Math.max(0, this.#desk.document.clockOf(session) - this.#durability.clockOf(session));
    return unsaved;
  }

  #connectionState(): ReadingState['connection'] {
    const { connection } = this.#fresh ?? this.#desk;
    if (connection.isLive) return 'live';
    return !this.#offline && connection.failures < 2 ? 'connecting' : 'offline';
  }

  #computeState(): ReadingState {
    const { fold, unreadable } = this.#desk.document;
    const writable = this.#isWritable();
    return {
      connection: this.#connectionState(),
      offline: this.#offline,
      writable,
      notWritableBecause: this.#whyNotWritable(),
      savedPosition: this.#durability.position,
      unsaved: this.#unsaved(),
      keptLocally: this.#storage !== undefined,
      refusal: this.#refusal && { ...this.#refusal, setAside: this.#setAside.length },
      recovering: this.#fresh !== undefined || this.#replay !== undefined,
      canUndo: writable && fold.undoable(this.#sessions) !== undefined,
      canRedo: writable && fold.redoable(this.#sessions) !== undefined,
      missingBlobs: fold.missingBlobs().length,
      unreadable: unreadable.length,
    };
  }

  #noteChange(changed: ChangedBricks): void {
    this.#noteState();
    if (this.#changed) {
      for (const brick of changed.labels) this.#changed.labels.add(brick);
      for (const brick of changed.prompts) this.#changed.prompts.add(brick);
      return;
    }
    this.#changed = { labels: new Set(changed.labels), prompts: new Set(changed.prompts) };
    queueMicrotask(() => {
      const due = this.#changed;
      this.#changed = undefined;
      if (due) this.#events.emit('change', due);
    });
  }

  #noteState(): void {
    if (this.#isStateDue) return;
    this.#isStateDue = true;
    queueMicrotask(() => {
      const { state } = this;
      this.#isStateDue = false;
      if (this.#destroyed || state === this.#told) return;
      this.#told = state;
      this.#events.emit('state', state);
    });
  }

  #notePresence(): void {
    if (this.#isPresenceDue) return;
    this.#isPresenceDue = true;
    queueMicrotask(() => {
      this.#isPresenceDue = false;
      this.#events.emit('presence', this.presence);
    });
  }

  #noteDurable(): void {
    if (!this.#storage || this.#isDurableSaveDue) return;
    const storage = this.#storage;
    this.#isDurableSaveDue = true;
    this.#after(DURABLE_SAVE_MS, () => void this.#saveDurable(storage));
  }

  #saveDurable(storage: ReadingStorage): Promise<void> {
    this.#isDurableSaveDue = false;
    return storage.setDurable({ position: String(this.#durability.position), clocks: this.#durability.clocks() });
  }

  #after(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#destroyed) action();
    }, delayMs);
    this.#timers.add(timer);
  }
}

function writing({ policy, locked }: WriteOptions): { policy: OverwritePolicy; locked: number[] } {
  return { policy: policy ?? { mode: 'all' }, locked: [...new Set(locked ?? [])].sort((a, b) => a - b) };
}

function bricksOf(a: Desk, b: Desk, layer: Layer): Set<number> {
  return new Set([a, b].flatMap(({ document }) => [...document.fold[layer].bricks()].map(([brick]) => brick)));
}
