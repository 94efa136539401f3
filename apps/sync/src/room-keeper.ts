import { AppError, type ReadingId } from '@scholia/core';
import { type Denial, DenialBook, denialEvent, streams } from '@scholia/domain';
import type { PresenceRow } from './attach.ts';
import { Folding } from './folding/folding.ts';
import type { Limits } from './limits.ts';
import { accessOf, frameReading, loadReading, type ReadingFrame } from './load-reading.ts';
import { Room } from './room.ts';
import type { Identity, SyncServices } from './services.ts';

/** The open rooms of this process. A room opens with its first visitor and goes with its last. */
export class RoomKeeper {
  readonly #services: SyncServices;
  readonly #limits: Limits;
  readonly #folding: Folding;
  readonly #denials = new DenialBook();
  readonly #rooms = new Map<ReadingId, Promise<Room>>();
  readonly #open = new Map<ReadingId, Room>();

  constructor(services: SyncServices, limits: Limits) {
    this.#services = services;
    this.#limits = limits;
    this.#folding = new Folding(limits.foldsKept);
  }

  /** The room of a reading, for somebody who may see it. Without that right the answer is the same as for no reading; the log knows better. */
  async enter(readingId: ReadingId, identity: Identity): Promise<Room> {
    const { sql } = this.#services;
    const frame = await frameReading(sql, readingId);
    const access = await accessOf(sql, frame, identity);
    if (!access.canView) {
      await this.#recordDenial(frame, identity);
      throw new AppError('not-found', 'No such reading.');
    }
    return await this.open(readingId);
  }

  async #recordDenial({ readingId, imageId, projectId }: ReadingFrame, { userId }: Identity): Promise<void> {
    const { events, clock } = this.#services;
    const scope = { readingId, imageId, projectId };
    const denial: Denial = { capability: 'label.view', subject: streams.reading(readingId), ...scope };
    if (!this.#denials.isNew(userId, denial, clock())) return;
    await events.append({ streamId: streams.security(), events: [denialEvent(userId, denial)] });
    this.#denials.note(userId, denial, clock());
  }

  async open(readingId: ReadingId): Promise<Room> {
    const known = this.#rooms.get(readingId);
    if (known) return await known;
    const opening = this.#load(readingId);
    this.#rooms.set(readingId, opening);
    opening.catch(() => this.#rooms.delete(readingId));
    return await opening;
  }

  ifOpen(readingId: ReadingId): Room | undefined {
    return this.#open.get(readingId);
  }

  all(): Iterable<Room> {
    return this.#open.values();
  }

  presence(): PresenceRow[] {
    const told = [...this.#open.values()].filter((room) => !room.isBlinded);
    const rows = told.flatMap((room) =>
      [...room.connections].map(({ identity }) => ({
        readingId: room.readingId,
        projectId: room.projectId,
        userId: identity.userId,
        name: identity.name,
        color: identity.color,
      })),
    );
    return [...new Map(rows.map((row) => [`${row.readingId} ${row.userId}`, row])).values()];
  }

  /** Resolves when no room has work left. */
  async settle(): Promise<void> {
    await Promise.all([...this.#open.values()].map((room) => room.settle()));
  }

  async close(): Promise<void> {
    await this.settle();
    await this.#folding.close();
  }

  async #load(readingId: ReadingId): Promise<Room> {
    const reading = await loadReading(this.#services.sql, readingId);
    const room: Room = new Room(reading, this.#services, { limits: this.#limits, folding: this.#folding }, () => {
      if (this.#open.get(readingId) !== room) return;
      this.#open.delete(readingId);
      this.#rooms.delete(readingId);
    });
    this.#open.set(readingId, room);
    return room;
  }
}
