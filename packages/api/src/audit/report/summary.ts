import type { Digest, ImageId, ProjectId, ReadingId, UserId } from '@scholia/core';
import type { Actor, EventType, PayloadOf, Role, StoredEvent } from '@scholia/domain';
import { type Affine, affine } from '@scholia/geometry';
import { isFailure } from '../event-codes.ts';

type Label = PayloadOf<'LabelsChanged'>['labels'][number];

/** When and by whom. */
export interface Moment {
  readonly position: bigint;
  readonly at: string;
  readonly by: Actor;
}

export interface Participant {
  readonly actor: Actor;
  events: number;
  first?: string;
  last?: string;
  /** At the end of the range. */
  readonly roles: Map<ProjectId, Role>;
  isAdministrator: boolean;
  isAuditor: boolean;
}

export interface ReadingFacts {
  readonly readingId: ReadingId;
  readonly imageId: ImageId | null;
  readonly projectId: ProjectId | null;
  mode?: string;
  operations: number;
  opened?: Moment;
  readonly submissions: (Moment & { readonly digest: Digest; readonly blob: Digest; readonly heldOut: boolean })[];
  readonly reopenings: (Moment & { readonly reason: string })[];
  readonly signatures: (Moment & { readonly text: string; readonly digest: Digest })[];
}

/** What there is to know before the story is told. Grows with people, images and readings, not with events. */
export class Summary {
  events = 0;
  failures = 0;
  first: StoredEvent | undefined;
  last: StoredEvent | undefined;
  readonly byType = new Map<EventType, number>();
  readonly participants = new Map<string, Participant>();
  readonly readings = new Map<ReadingId, ReadingFacts>();
  readonly labels = new Map<ProjectId, readonly Label[]>();
  readonly affines = new Map<ImageId, Affine<'ijk', 'ras'>>();

  /** An event of the report. */
  next(event: StoredEvent): void {
    this.events++;
    this.first ??= event;
    this.last = event;
    this.byType.set(event.type, (this.byType.get(event.type) ?? 0) + 1);
    if (isFailure(event)) this.failures++;
    const who = this.#participant(event.actor);
    who.events++;
    who.first ??= event.recordedAt;
    who.last = event.recordedAt;
    this.learn(event);
    if (event.readingId !== null) this.#followReading(event, event.readingId);
  }

  /** What an event says that holds beyond it, also one from before the range. */
  learn(event: StoredEvent): void {
    switch (event.type) {
      case 'ProjectCreated':
      case 'LabelsChanged':
        this.labels.set(event.payload.projectId, event.payload.labels);
        break;
      case 'ImageImported':
        this.affines.set(event.payload.imageId, affine('ijk', 'ras', event.payload.affine));
        break;
      case 'AdministratorAppointed':
        this.#person(event.payload.userId).isAdministrator = true;
        break;
      case 'AuditorAppointed':
        this.#person(event.payload.userId).isAuditor = true;
        break;
      case 'RoleGranted':
        this.#person(event.payload.userId).roles.set(event.payload.projectId, event.payload.role);
        break;
      case 'RoleRevoked':
        this.#person(event.payload.userId).roles.delete(event.payload.projectId);
        break;
    }
  }

  #person = (userId: UserId) => this.#participant({ type: 'user', userId });

  #participant(actor: Actor): Participant {
    const key = JSON.stringify(actor);
    const known = this.participants.get(key);
    if (known) return known;
    const participant: Participant = { actor, events: 0, roles: new Map(), isAdministrator: false, isAuditor: false };
    this.participants.set(key, participant);
    return participant;
  }

  #followReading(event: StoredEvent, readingId: ReadingId): void {
    const reading = this.readings.get(readingId) ?? {
      readingId,
      imageId: event.imageId,
      projectId: event.projectId,
      operations: 0,
      submissions: [],
      reopenings: [],
      signatures: [],
    };
    this.readings.set(readingId, reading);
    const moment = { position: event.position, at: event.recordedAt, by: event.actor };
    switch (event.type) {
      case 'ReadingOpened':
        reading.opened = moment;
        reading.mode = event.payload.mode;
        break;
      case 'OperationCommitted':
        reading.operations++;
        break;
      case 'ReadingSubmitted': {
        const { labelDigest: digest, labelBlob: blob, heldOut } = event.payload;
        reading.submissions.push({ ...moment, digest, blob, heldOut });
        break;
      }
      case 'ReadingSigned':
        reading.signatures.push({ ...moment, text: event.payload.text, digest: event.payload.labelDigest });
        break;
      case 'ReadingReopened':
        reading.reopenings.push({ ...moment, reason: event.payload.reason });
        break;
    }
  }
}
