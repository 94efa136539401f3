import { committedNotice, type RefusalCode, type ServerNotice } from '@scholia/collab';
import { type Digest, digestOf, isAppError, type ProjectId, type ReadingId, type UserId } from '@scholia/core';
import * as Y from 'yjs';
import { type CommitOutcome, commitBatch, isOutdated, type Pending, type Refusal } from './commit.ts';
import type { Connection } from './connection.ts';
import type { Folding } from './folding/folding.ts';
import { type DigestNotice, ReadingFolder } from './folding/reading-folder.ts';
import { Judge, type OperationDraft, type Restore, remember, type ServerWrites, updateOf } from './judge.ts';
import type { Limits } from './limits.ts';
import { applyDurable, type LoadedReading, loadReading, loadUpdatesAfter, updatesAfter } from './load-reading.ts';
import { decodePresence, encodePresence, PresenceBook } from './presence.ts';
import { RefusalBook } from './refusal-book.ts';
import { editRefusal } from './room-state.ts';
import type { Identity, SyncServices } from './services.ts';
import { awarenessMessage, syncStep1, syncStep2, syncUpdate } from './wire.ts';

/** Somebody whose edits a room takes: a connection, or the API in a person's name. */
export interface Participant {
  readonly identity: Identity;
  /** All that was sent is durable; the log is at this position. */
  committed(position: bigint): void;
  /** True once nothing more is taken from this one, also not of what waits. */
  readonly isDismissed?: boolean;
  /** The last update broke a rule; nothing more is taken from this one. */
  refuse(code: RefusalCode, message: string): void;
  /** So many bytes of its updates have been judged, and written or refused. */
  taken?(bytes: number): void;
  /** Nothing of this turn was written, through no fault of this one: it has to send again. */
  abandoned(): void;
}

type Input =
  | { readonly type: 'Update'; readonly from: Participant; readonly update: Uint8Array }
  | { readonly type: 'Blob'; readonly from: Participant; readonly bytes: Uint8Array }
  | {
      readonly type: 'Drafts';
      readonly from: Participant;
      readonly drafts: readonly OperationDraft[];
      readonly restore: Restore | undefined;
    }
  | { readonly type: 'Request'; readonly connection: Connection; readonly stateVector: Uint8Array }
  | { readonly type: 'Elsewhere' }
  | { readonly type: 'AccessChanged' }
  | { readonly type: 'TellRefusals'; readonly until: number }
  | { readonly type: 'Fold' }
  | { readonly type: 'Diverged'; readonly from: Connection; readonly digest: Digest };

const bytesOf = (input: Extract<Input, { type: 'Update' | 'Blob' }>) =>
  input.type === 'Update' ? input.update : input.bytes;

type Refused = Refusal & { readonly from: Participant };

const isRestore = (input: Input) => input.type === 'Drafts' && input.restore !== undefined;

/** Only what the server itself has stored for this person may come in as an import: a proposal is accepted by name. */
function serverWrites(input: Input): ServerWrites | undefined {
  if (input.type !== 'Drafts') return undefined;
  const imports = input.drafts.flatMap((draft) => (draft.type === 'Mask' ? [draft.blob] : []));
  return { imports: new Set(imports), mayRestore: input.restore !== undefined };
}

/**
 * One open reading: its durable document and the people on it.
 *
 * Inputs are taken in turns. A turn checks every waiting update, commits the accepted ones with their events in one
 * transaction, and only then acknowledges, relays and answers requests. Between turns the document holds exactly what
 * Postgres holds. When a commit fails, the room is given up: clients reconnect to a fresh one and send again.
 */
export class Room {
  readonly readingId: ReadingId;
  readonly projectId: ProjectId;
  readonly connections = new Set<Connection>();
  readonly #services: SyncServices;
  readonly #closed: () => void;
  readonly #presence = new PresenceBook();
  readonly #judge: Judge;
  readonly #refusals: RefusalBook;
  readonly #limits: Limits;
  readonly #folder: ReadingFolder;
  /** What clients compare their labels with, until something changes. */
  #digest: DigestNotice | undefined;
  /** Who has reported other labels; one report each is enough to look into. */
  readonly #diverged = new Set<UserId>();
  #tellingAt: NodeJS.Timeout | undefined;
  #reading: LoadedReading;
  #queue: Input[] = [];
  #turning = false;
  #isClosed = false;

  constructor(
    reading: LoadedReading,
    services: SyncServices,
    { limits, folding }: { limits: Limits; folding: Folding },
    closed: () => void,
  ) {
    this.readingId = reading.readingId;
    this.projectId = reading.projectId;
    this.#reading = reading;
    this.#services = services;
    this.#limits = limits;
    this.#judge = new Judge(services, limits);
    this.#refusals = new RefusalBook(limits);
    this.#folder = new ReadingFolder(reading.readingId, {
      services,
      folding,
      limits,
      onDue: () => this.#enqueue({ type: 'Fold' }),
    });
    this.#closed = closed;
  }

  /** Nobody but its reader may know that somebody is here. */
  get isBlinded(): boolean {
    return this.#reading.isBlinded;
  }

  get position(): bigint {
    return this.#reading.position;
  }

  join(connection: Connection): void {
    this.connections.add(connection);
    connection.send(syncStep1(this.#reading.doc));
    connection.notify(this.#committedNotice());
    this.introduce(connection);
    this.accessChanged();
    this.#folder.changed();
  }

  leave(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    this.#tellPresence(this.#presence.leave(connection));
    if (this.connections.size === 0 && this.#folder.hasWork(this.#reading)) this.#enqueue({ type: 'Fold' });
    this.#closeWhenIdle();
  }

  received(connection: Connection, update: Uint8Array): void {
    this.#enqueue({ type: 'Update', from: connection, update });
  }

  /** A blob that an operation to come names. */
  receivedBlob(connection: Connection, bytes: Uint8Array): void {
    this.#enqueue({ type: 'Blob', from: connection, bytes });
  }

  /** Appends operations in a person's name, and why they restore earlier labels. Blobs that they name are stored already. */
  draft(from: Participant, drafts: readonly OperationDraft[], restore?: Restore): void {
    this.#enqueue({ type: 'Drafts', from, drafts, restore });
  }

  requested(connection: Connection, stateVector: Uint8Array): void {
    this.#enqueue({ type: 'Request', connection, stateVector });
  }

  /** With exactly the operations of the last Digest notice, a client has other labels than we have. */
  diverged(connection: Connection, position: string, digest: Digest): void {
    if (position === this.#digest?.position) this.#enqueue({ type: 'Diverged', from: connection, digest });
  }

  /** Another process committed operations of this reading: fetch and relay them. */
  committedElsewhere(): void {
    this.#enqueue({ type: 'Elsewhere' });
  }

  /** A role, or the reading's status, changed. */
  accessChanged(): void {
    this.#judge.forgetAccess();
    this.#enqueue({ type: 'AccessChanged' });
  }

  /** Refused so often in this minute that nothing more is listened to. */
  isBarred({ userId }: Identity): boolean {
    return this.#refusals.isBarred(userId, this.#services.clock());
  }

  /** Everybody's presence, for one who has just come. */
  introduce(connection: Connection): void {
    connection.send(awarenessMessage(encodePresence(this.#presence.all())));
  }

  /** Relays presence to all, the sender included: y-websocket clients give up after 30 s without any message. */
  present(connection: Connection, update: Uint8Array): void {
    this.#tellPresence(this.#presence.accept(decodePresence(update), connection, connection.identity));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Tells what is still to be told, and resolves when nothing is waiting to be committed. */
  async settle(): Promise<void> {
    if (this.#refusals.hasUntold) this.#enqueue({ type: 'TellRefusals', until: Number.POSITIVE_INFINITY });
    clearTimeout(this.#tellingAt);
    while (this.#turning) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  close(code: 'database-unavailable' | 'not-found'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#tellingAt);
    for (const connection of this.connections) connection.close(code);
    this.#closed();
    this.#folder.close();
    this.#reading.doc.destroy();
  }

  #tellPresence(entries: ReturnType<PresenceBook['all']>): void {
    if (entries.length === 0) return;
    const message = awarenessMessage(encodePresence(entries));
    for (const connection of this.connections) connection.send(message);
  }

  #closeWhenIdle(): void {
    if (this.connections.size > 0 || this.#isClosed) return;
    const isBusy = this.#turning || this.#queue.length > 0 || this.#tellingAt !== undefined;
    if (!isBusy && !this.#folder.hasWork(this.#reading)) {
      this.#isClosed = true;
      this.#closed();
      this.#folder.close();
      this.#reading.doc.destroy();
    }
  }

  #enqueue(input: Input): void {
    if (this.#isClosed) return;
    this.#queue.push(input);
    if (!this.#turning) void this.#takeTurns();
  }

  async #takeTurns(): Promise<void> {
    this.#turning = true;
    try {
      // Yield once, so that all that arrived in this tick shares one commit.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.#queue.length > 0 && !this.#isClosed) await this.#turn(this.#queue.splice(0));
    } catch (error) {
      const code = isAppError(error) ? error.code : 'bug';
      this.#services.log({ message: 'room-given-up', reading: this.readingId, code, why: String(error) });
      this.close('database-unavailable');
    } finally {
      this.#turning = false;
      this.#closeWhenIdle();
    }
  }

  async #turn(inputs: readonly Input[]): Promise<void> {
    if (inputs.some(({ type }) => type === 'Elsewhere')) await this.#catchUp();
    if (inputs.some(({ type }) => type === 'AccessChanged')) await this.#reviewAccess();
    const edits = inputs.filter((input) => input.type === 'Update' || input.type === 'Drafts' || input.type === 'Blob');
    // A restore is a commit of its own, and the first: one that comes too late is nobody else's trouble.
    for (const edit of edits) if (isRestore(edit)) await this.#takeEdits([edit]);
    await this.#takeEdits(edits.filter((edit) => !isRestore(edit)));
    for (const input of inputs) {
      if (input.type === 'Update') input.from.taken?.(input.update.length);
      if (input.type === 'Blob') input.from.taken?.(input.bytes.length);
    }
    for (const input of inputs) {
      if (input.type === 'Fold') void this.#fold();
      if (input.type === 'TellRefusals') await this.#tellRefusals(input.until);
      if (input.type === 'Request') this.#answer(input.connection, input.stateVector);
      if (input.type === 'Diverged') await this.#reportDivergence(input.from.identity, input.digest);
    }
  }

  /** Between turns, so that what is folded is durable. Whoever has edited meanwhile cannot compare, and waits for the next. */
  async #fold(): Promise<void> {
    this.#digest = await this.#folder.fold(this.#reading);
    if (this.#digest) for (const connection of this.connections) connection.notify(this.#digest);
    this.#closeWhenIdle();
  }

  async #reportDivergence({ userId }: Identity, clientDigest: Digest): Promise<void> {
    const told = this.#digest;
    if (!told || told.digest === clientDigest || this.#diverged.has(userId)) return;
    this.#diverged.add(userId);
    const { position, digest: serverDigest } = told;
    this.#services.log({ message: 'labels-diverged', reading: this.readingId, position, serverDigest, clientDigest });
    await this.#commit([{ type: 'Divergence', userId, position, serverDigest, clientDigest }], []);
  }

  async #tellRefusals(until: number): Promise<void> {
    this.#tellingAt = undefined;
    const due = this.#refusals.takeDue(until);
    const summaries = due.map((summary) => ({ type: 'Summary', ...summary }) as const);
    if (summaries.length > 0) await this.#commit(summaries, []);
    if (!this.#refusals.isEmpty) this.#tellRefusalsLater();
  }

  /** Until then the room stays, also without visitors: it remembers who was refused how often. */
  #tellRefusalsLater(): void {
    this.#tellingAt ??= setTimeout(
      () => this.#enqueue({ type: 'TellRefusals', until: this.#services.clock() }),
      this.#limits.refusalWindowMs,
    );
  }

  #answer(connection: Connection, stateVector: Uint8Array): void {
    connection.sendDocument(syncStep2(this.#reading.doc, stateVector));
    connection.notify(this.#committedNotice());
  }

  async #takeEdits(inputs: readonly Extract<Input, { type: 'Update' | 'Drafts' | 'Blob' }>[]): Promise<void> {
    const pending: Pending[] = [];
    const authors: Participant[] = [];
    const refusals: Refused[] = [];
    const refused = new Set<Participant>();
    for (const input of inputs) {
      const { from } = input;
      if (refused.has(from) || from.isDismissed) continue;
      const restore = input.type === 'Drafts' ? input.restore : undefined;
      if (restore && (await isOutdated(this.#services.sql, this.#reading, restore))) {
        from.abandoned();
        continue;
      }
      const update = input.type === 'Drafts' ? updateOf(this.#reading, input.drafts) : bytesOf(input);
      const verdict =
        input.type === 'Blob'
          ? await this.#judge.takeBlob(this.#reading, from.identity, input.bytes)
          : await this.#judge.check(this.#reading, from.identity, update, serverWrites(input));
      if (verdict.type === 'Nothing') continue;
      if (verdict.type === 'Refused') {
        refused.add(from);
        refusals.push({ from, code: verdict.code, message: verdict.message });
        pending.push(...this.#refusalRecord(from.identity, update, verdict.code));
        continue;
      }
      Y.applyUpdate(this.#reading.doc, verdict.novel);
      remember(this.#reading, verdict, from.identity.userId);
      const { entries, novel } = verdict;
      pending.push({ type: 'Update', identity: from.identity, entries, novel, received: update, restore });
      authors.push(from);
    }
    if (pending.length > 0) await this.#commit(pending, authors);
    for (const { from, code, message } of refusals) from.refuse(code, message);
  }

  async #commit(pending: readonly Pending[], authors: readonly Participant[]): Promise<void> {
    const outcome = await this.#tryCommit(pending, authors);
    if (outcome.type === 'Stale') {
      await this.#startOver(pending, authors, outcome.refused);
      return;
    }
    this.#relay(applyDurable(this.#reading, outcome.missed));
    if (outcome.position > this.#reading.position) this.#reading.position = outcome.position;
    const updates = pending.filter((item) => item.type === 'Update');
    for (const [n, { novel }] of updates.entries()) this.#relay([novel], authors[n]);
    if (updates.length > 0 || outcome.missed.length > 0) this.#changed();
    for (const author of new Set(authors)) author.committed(outcome.position);
  }

  async #tryCommit(pending: readonly Pending[], authors: readonly Participant[]): Promise<CommitOutcome> {
    try {
      return await commitBatch(this.#services, this.#reading, pending);
    } catch (error) {
      for (const author of new Set(authors)) author.abandoned();
      throw error;
    }
  }

  /** The world changed between check and commit: nothing was written. Back to what Postgres holds. */
  async #startOver(
    pending: readonly Pending[],
    authors: readonly Participant[],
    refused: ReadonlyMap<UserId, Refusal>,
  ): Promise<void> {
    const { position } = this.#reading;
    this.#reading.doc.destroy();
    this.#reading = await loadReading(this.#services.sql, this.readingId);
    this.#judge.forgetAccess();
    await this.#relaySince(position);
    const records = this.#refusalRecords(pending, authors, refused);
    if (records.length > 0) await this.#commit(records, []);
    for (const author of new Set(authors)) {
      const refusal = refused.get(author.identity.userId);
      if (refusal) author.refuse(refusal.code, refusal.message);
      else author.abandoned();
    }
    await this.#reviewAccess();
  }

  /** The event of a refusal; beyond the minute's allowance of them it is told later, with others. */
  #refusalRecord(identity: Identity, update: Uint8Array, code: RefusalCode): Pending[] {
    const isTold = this.#refusals.record(identity.userId, code, this.#services.clock());
    this.#tellRefusalsLater();
    return isTold ? [{ type: 'Refusal', identity, code, digest: digestOf(update), bytes: update.length }] : [];
  }

  /** What a batch that was not written leaves to be told: its refusals, and one for each author who is refused now. */
  #refusalRecords(
    pending: readonly Pending[],
    authors: readonly Participant[],
    refused: ReadonlyMap<UserId, Refusal>,
  ): Pending[] {
    const records = pending.filter(({ type }) => type !== 'Update');
    const updates = pending.filter((item) => item.type === 'Update');
    for (const [n, { identity, received }] of updates.entries()) {
      const refusal = refused.get(identity.userId);
      if (refusal && authors.indexOf(authors[n]) === n)
        records.push(...this.#refusalRecord(identity, received, refusal.code));
    }
    return records;
  }

  async #reviewAccess(): Promise<void> {
    for (const connection of this.connections) {
      const access = await this.#judge.accessOf(this.#reading, connection.identity);
      if (!access.canView) {
        connection.close('not-permitted');
        continue;
      }
      const refusal = editRefusal(access);
      connection.notify(
        refusal ? { type: 'Status', writable: false, reason: refusal.message } : { type: 'Status', writable: true },
      );
    }
  }

  async #catchUp(): Promise<void> {
    const updates = await loadUpdatesAfter(this.#services.sql, this.#reading);
    this.#relay(updates);
    if (updates.length > 0) this.#changed();
  }

  /** What other processes committed between a position and the document: nobody here has heard of it. */
  async #relaySince(position: bigint): Promise<void> {
    const rows = await updatesAfter(this.#services.sql, this.readingId, position);
    const updates = rows.filter((row) => row.position <= this.#reading.position).map(({ update }) => update);
    this.#relay(updates);
    if (updates.length > 0) this.#changed();
  }

  #relay(updates: readonly Uint8Array[], except?: Participant): void {
    for (const update of updates) {
      const message = syncUpdate(update);
      for (const connection of this.connections) if (connection !== except) connection.send(message);
    }
  }

  #changed(): void {
    this.#digest = undefined;
    this.#folder.changed();
    const notice = this.#committedNotice();
    for (const connection of this.connections) connection.notify(notice);
  }

  #committedNotice(): ServerNotice {
    return committedNotice(this.#reading.position, this.#reading.doc);
  }
}
