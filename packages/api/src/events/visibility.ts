import type { Identity } from '@scholia/auth';
import { type ImageId, must, type ProjectId, type ReadingId } from '@scholia/core';
import { can, maySeeReading, type Role, type StoredEvent } from '@scholia/domain';
import { type BlindedReading, blindedReadings, listProjects, roleOf } from '@scholia/projections';
import type { Services } from '../services.ts';

/** What administrators and auditors of the organisation are in every project. */
const standingOf = ({ isAdmin, isAuditor }: Identity): Role | undefined =>
  isAdmin ? 'admin' : isAuditor ? 'auditor' : undefined;

const seesAll = (user: Identity) => standingOf(user) !== undefined;

/**
 * Which events somebody may see: those of projects in which they hold a role. Administrators and auditors of the organisation see
 * all. What happens in a blinded reading is for those who may see the reading. Follows the log itself, so that a role given or taken
 * away, and a reading opened or submitted, counts from its own event on.
 */
export class Visibility {
  readonly #user: Identity;
  readonly #projects: Map<ProjectId, Role>;
  readonly #blinded = new Map<ReadingId, BlindedReading>();
  /** Images of which one's own blinded reading is open. */
  readonly #readsBlinded = new Set<ImageId>();

  private constructor(user: Identity, projects: Map<ProjectId, Role>, blinded: readonly BlindedReading[]) {
    this.#user = user;
    this.#projects = projects;
    for (const reading of blinded) this.#note(reading);
  }

  static async of(services: Pick<Services, 'sql'>, user: Identity): Promise<Visibility> {
    const [projects, blinded] = await Promise.all([
      seesAll(user) ? [] : listProjects(services.sql, user.userId),
      blindedReadings(services.sql),
    ]);
    const roles = await Promise.all(
      projects.map(async ({ id }) => [id, must(await roleOf(services.sql, id, user.userId), 'a member')] as const),
    );
    return new Visibility(user, new Map(roles), blinded);
  }

  /** Projects to read; undefined for everything. */
  get projectIds(): readonly ProjectId[] | undefined {
    return seesAll(this.#user) ? undefined : [...this.#projects.keys()];
  }

  maySeeProject(projectId: ProjectId): boolean {
    return seesAll(this.#user) || this.#projects.has(projectId);
  }

  /** Call for each event in order. One's own loss of a role is the last that one sees of the project. */
  sees(event: StoredEvent): boolean {
    if (event.type === 'RoleGranted' && event.payload.userId === this.#user.userId) {
      this.#projects.set(event.payload.projectId, event.payload.role);
    }
    this.#followBlinded(event);
    const visible = this.maySee(event);
    if (event.type === 'RoleRevoked' && event.payload.userId === this.#user.userId) {
      this.#projects.delete(event.payload.projectId);
    }
    return visible;
  }

  /** May this event, of any time, be seen now? */
  maySee({ type, actor, projectId, readingId, imageId }: StoredEvent): boolean {
    if (!seesAll(this.#user) && (projectId === null || !this.#projects.has(projectId))) return false;
    const { userId } = this.#user;
    const isReadingBlinded = imageId !== null && this.#readsBlinded.has(imageId);
    const role = standingOf(this.#user) ?? (projectId && this.#projects.get(projectId)) ?? null;
    // That somebody fetched an image tells that they read it, perhaps blinded.
    if (type === 'ImageAccessed' && !(actor.type === 'user' && actor.userId === userId))
      return can(role, 'audit.read') && !isReadingBlinded;
    if (readingId === null) return true;
    const blinded = this.#blinded.get(readingId);
    const audience = blinded
      ? ({ mode: 'blinded', readerId: blinded.readerId, status: blinded.status } as const)
      : ({ mode: 'collaborative', readerId: null, status: 'open' } as const);
    return maySeeReading(audience, { userId, role, isReadingBlinded });
  }

  #followBlinded(event: StoredEvent): void {
    if (event.type === 'ReadingOpened' && event.payload.mode === 'blinded' && event.actor.type === 'user') {
      const { readingId: id, imageId } = event.payload;
      this.#note({ id, imageId, readerId: event.actor.userId, status: 'open' });
    }
    const known = event.readingId && this.#blinded.get(event.readingId);
    if (!known) return;
    if (event.type === 'ReadingSubmitted') this.#note({ ...known, status: 'submitted' });
    if (event.type === 'ReadingReopened') this.#note({ ...known, status: 'open' });
  }

  #note(reading: BlindedReading): void {
    this.#blinded.set(reading.id, reading);
    if (reading.readerId !== this.#user.userId) return;
    if (reading.status === 'open') this.#readsBlinded.add(reading.imageId);
    else this.#readsBlinded.delete(reading.imageId);
  }
}
