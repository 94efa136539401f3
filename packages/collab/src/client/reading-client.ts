import { AppError, assert, type Digest, fromBase64, type ReadingId, type UserId } from '@scholia/core';
import {
  encodePatch,
  type Grid,
  type Labelmap,
  type RegionShape,
  regionInside,
  type StrokeShape,
} from '@scholia/volume';
import type { Awareness } from 'y-protocols/awareness';
import { decodeEntries } from '../document.ts';
import type { ChangedBricks, Fold } from '../fold.ts';
import {
  type Layer,
  MAX_INLINE_PATCH,
  type MaskSource,
  type OperationId,
  type OverwritePolicy,
  type PatchTool,
} from '../operation.ts';
import type { Presence } from '../presence.ts';
import type { WebSocketClass } from './connection.ts';
import { Emitter } from './emitter.ts';
import { fitStroke } from './fit-stroke.ts';
import { ReadingLink } from './reading-link.ts';
import { computeState, type ReadingState, sameState } from './reading-state.ts';
import type { SetAsideOperation } from './reading-storage.ts';

export interface ReadingClientOptions {
  /** ws(s)://host/sync; the reading's id is appended. */
  readonly url: string;
  readonly readingId: ReadingId;
  readonly userId: UserId;
  readonly grid: Grid;
  /** API token, where there is no session cookie. */
  readonly token?: string | undefined;
  fetchBlob(digest: Digest): Promise<Uint8Array>;
  /** What the server has folded of this reading (`encodeFoldBase`), so that a long one opens fast; undefined if nothing. */
  fetchBase?: (() => Promise<Uint8Array | undefined>) | undefined;
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

/**
 * A reading in a browser: edits are applied at once, kept in IndexedDB, sent when there is a link, and called saved only
 * when the server has said that they are durable. After a refusal it moves to a fresh document and takes along what is
 * still permitted (design section 3). Events are coalesced: at most one of a kind per turn of the event loop.
 */
export class ReadingClient {
  /** Settles once the local copy (if any) is loaded; the connection is made after that. */
  readonly whenLoaded: Promise<void>;
  readonly #grid: Grid;
  readonly #link: ReadingLink;
  readonly #events = new Emitter<ReadingClientEvents>();
  #state: ReadingState;
  /** The last state that listeners were told of. */
  #told: ReadingState;
  #changed: { labels: Set<number>; prompts: Set<number> } | undefined;
  #isStateDue = false;
  #isPresenceDue = false;
  #isDestroyed = false;

  constructor(options: ReadingClientOptions) {
    this.#grid = options.grid;
    this.#link = new ReadingLink(options, {
      onChange: (changed) => this.#noteChange(changed),
      onState: () => this.#noteState(),
      onPresence: () => this.#notePresence(),
    });
    this.#state = computeState(this.#link);
    this.#told = this.#state;
    this.whenLoaded = this.#link.load();
  }

  /** Current labels, prompts, blame, digest. Another object after a recovery: read it anew on every 'change'. */
  get fold(): Fold {
    return this.#link.desk.document.fold;
  }

  get awareness(): Awareness {
    return this.#link.desk.awareness;
  }

  /** Up to date at every moment, and the same object until something in it changes. */
  get state(): ReadingState {
    if (this.#isStateDue) {
      const next = computeState(this.#link);
      if (!sameState(this.#state, next)) this.#state = next;
    }
    return this.#state;
  }

  /** Operations that the server will not take, for the person to look at, export, retry or drop. */
  get setAside(): readonly SetAsideOperation[] {
    return this.#link.setAside;
  }

  /** The others, by Yjs client id. */
  get presence(): ReadonlyMap<number, Presence> {
    return this.#link.desk.presence.others();
  }

  /** Returns a function that takes the listener off. */
  on<Name extends keyof ReadingClientEvents>(
    name: Name,
    listener: (event: ReadingClientEvents[Name]) => void,
  ): () => void {
    return this.#events.on(name, listener);
  }

  /** Throws AppError 'not-permitted' while `state.writable` is false, like every edit. */
  stroke(shape: StrokeShape, options: WriteOptions & { value: number; layer?: Layer | undefined }): OperationId {
    const { value, layer } = options;
    const fitted = fitStroke(this.#grid, shape);
    return this.#link.append({
      type: 'Stroke',
      ...this.#stamp(),
      layer: layer ?? 'labels',
      value,
      shape: fitted,
      ...writing(options),
    });
  }

  /** Writes the non-zero voxels of a stored labelmap blob: an accepted proposal, or an import. */
  mask(blob: Digest, source: MaskSource, options: WriteOptions = {}): OperationId {
    return this.#link.append({ type: 'Mask', ...this.#stamp(), layer: 'labels', blob, source, ...writing(options) });
  }

  /** Fills a closed curve or a box; value 0 erases it. Throws a bug on a region that leaves the image (`regionInside`). */
  fill(shape: RegionShape, options: WriteOptions & { value: number; layer?: Layer | undefined }): OperationId {
    assert(regionInside(this.#grid.dims, shape), 'a region that is filled lies in the image');
    const { value, layer } = options;
    const what = { type: 'Fill', layer: layer ?? 'labels', value, shape } as const;
    return this.#link.append({ ...what, ...this.#stamp(), ...writing(options) });
  }

  /**
   * Writes the result of a computation: `changes` as for `encodePatch`. Returns undefined, and writes nothing, when there
   * is nothing to change. Large results travel as a blob, which is sent, and kept while offline, with the operation.
   */
  patch(
    changes: Labelmap,
    options: WriteOptions & { tool: PatchTool; parameters?: Readonly<Record<string, number>> | undefined },
  ): OperationId | undefined {
    const stamp = this.#stamp();
    const patch = encodePatch(changes);
    if (patch.length === 0) return undefined;
    const content = patch.length <= MAX_INLINE_PATCH ? { patch } : { blob: this.#link.provideBlob(patch) };
    const { tool, parameters } = options;
    const what = { type: 'Patch', layer: 'labels', tool, parameters: parameters ?? {}, content } as const;
    return this.#link.append({ ...what, ...stamp, ...writing(options) });
  }

  clearPrompts(): OperationId {
    return this.#link.append({ type: 'ClearPrompts', ...this.#stamp() });
  }

  /** Takes back one's own last operation. Returns the operation taken back, or undefined if there is none. */
  undo(): OperationId | undefined {
    const target = this.fold.undoable(this.#link.sessions);
    if (target) this.#link.append({ type: 'Undo', ...this.#stamp(), target });
    return target;
  }

  /** Brings back what `undo` took back last, unless something was written since. */
  redo(): OperationId | undefined {
    const target = this.fold.redoable(this.#link.sessions);
    if (target) this.#link.append({ type: 'Redo', ...this.#stamp(), target });
    return target;
  }

  /** Counts a session in which the server wrote in this person's name as one's own: `undo` takes back what it wrote. */
  adopt(session: number): void {
    this.#link.adopt(session);
  }

  /** One's own, from this page or an earlier one: what `mark` may name. */
  isOwn({ session }: OperationId): boolean {
    return this.#link.sessions.has(session);
  }

  /** Takes back, or gives back, that one operation of one's own; what came later stays. */
  mark(type: 'Undo' | 'Redo', target: OperationId): OperationId {
    return this.#link.append({ type, ...this.#stamp(), target });
  }

  /** As a reviewer: takes back (or gives back) an operation of anybody, with a reason of 1 to 500 characters. */
  review(type: 'Undo' | 'Redo', target: OperationId, reason: string): OperationId {
    return this.#link.append({ type, ...this.#stamp(), target, reason });
  }

  /** Shows others where we are; sent at most ten times a second. */
  setPresence(presence: Presence): void {
    this.#link.desk.presence.set(presence);
  }

  /** After signing in again (with a new token, where tokens are used), or to try at once. */
  reconnect(token?: string): void {
    this.#link.reconnect(token);
  }

  /** Appends what was set aside again (say, after the reading was reopened). */
  retrySetAside(): void {
    this.#stamp();
    const raw = this.setAside.map(({ bytes }, counter) => ({ id: { session: -1, counter }, bytes: fromBase64(bytes) }));
    this.#link.appendAgain(decodeEntries(raw).entries);
    this.dropSetAside();
  }

  dropSetAside(): void {
    this.#link.refusal = undefined;
    void this.#link.keepAside([]);
  }

  async destroy(): Promise<void> {
    this.#isDestroyed = true;
    this.#events.clear();
    await this.#link.destroy(this.whenLoaded);
  }

  #stamp(): { lamport: number; seen: bigint } {
    const reason = this.#link.notWritableBecause;
    if (reason !== undefined) throw new AppError('not-permitted', reason);
    return { lamport: this.fold.highestLamport + 1, seen: this.#link.seen };
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
      if (due && !this.#isDestroyed) this.#events.emit('change', due);
    });
  }

  #noteState(): void {
    if (this.#isStateDue) return;
    this.#isStateDue = true;
    queueMicrotask(() => {
      const { state } = this;
      this.#isStateDue = false;
      if (this.#isDestroyed || state === this.#told) return;
      this.#told = state;
      this.#events.emit('state', state);
    });
  }

  #notePresence(): void {
    if (this.#isPresenceDue) return;
    this.#isPresenceDue = true;
    queueMicrotask(() => {
      this.#isPresenceDue = false;
      if (!this.#isDestroyed) this.#events.emit('presence', this.presence);
    });
  }
}

function writing({ policy, locked }: WriteOptions): { policy: OverwritePolicy; locked: number[] } {
  return { policy: policy ?? { mode: 'all' }, locked: [...new Set(locked ?? [])].sort((a, b) => a - b) };
}
