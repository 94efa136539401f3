import type { Identity } from '@scholia/auth';
import type { ProjectId } from '@scholia/core';
import type { StoredEvent } from '@scholia/domain';
import { listProjects } from '@scholia/projections';
import type { Services } from '../services.ts';

/**
 * Which events somebody may see: those of projects in which they hold a role. Administrators of the organisation see
 * all. Follows the log itself, so that a role given or taken away counts from its own event on.
 */
export class Visibility {
  readonly #user: Identity;
  readonly #projects: Set<ProjectId>;

  private constructor(user: Identity, projects: Iterable<ProjectId>) {
    this.#user = user;
    this.#projects = new Set(projects);
  }

  static async of(services: Pick<Services, 'sql'>, user: Identity): Promise<Visibility> {
    const projects = user.isAdmin ? [] : await listProjects(services.sql, user.userId);
    return new Visibility(
      user,
      projects.map(({ id }) => id),
    );
  }

  /** Projects to read; undefined for everything. */
  get projectIds(): readonly ProjectId[] | undefined {
    return this.#user.isAdmin ? undefined : [...this.#projects];
  }

  maySeeProject(projectId: ProjectId): boolean {
    return this.#user.isAdmin || this.#projects.has(projectId);
  }

  /** Call for each event in order. One's own loss of a role is the last that one sees of the project. */
  sees(event: StoredEvent): boolean {
    if (this.#user.isAdmin) return true;
    if (event.type === 'RoleGranted' && event.payload.userId === this.#user.userId) {
      this.#projects.add(event.payload.projectId);
    }
    const visible = event.projectId !== null && this.#projects.has(event.projectId);
    if (event.type === 'RoleRevoked' && event.payload.userId === this.#user.userId) {
      this.#projects.delete(event.payload.projectId);
    }
    return visible;
  }
}
