import { isUuid, type ModelId } from '@scholia/core';
import type { NameOf, StoredEvent } from '@scholia/domain';
import { getImage, getModel, getProject } from '@scholia/projections';
import type { Services } from '../services.ts';

/** Names change rarely; a new person, image or model is looked up when first met. */
const KEEP_MS = 60_000;

/**
 * How far one looks for names: people's, too; only those of things (projects, images, models); or nowhere but in the events
 * that were shown.
 */
export type NameReach = 'people' | 'things' | 'events';

/** What people call the ids in events. Names live outside the log, so they are looked up when an event is shown. */
export class NameDirectory {
  readonly #services: Pick<Services, 'sql' | 'auth' | 'clock'>;
  readonly #reach: NameReach;
  readonly #names = new Map<string, string>();
  #peopleAt = Number.NEGATIVE_INFINITY;

  constructor(services: Pick<Services, 'sql' | 'auth' | 'clock'>, reach: NameReach = 'people') {
    this.#services = services;
    this.#reach = reach;
  }

  /** The name of what was looked up, or the end of its id. */
  readonly nameOf: NameOf = (id) => this.#names.get(id) ?? id.slice(-8);

  /** The name of what was looked up, if it has one. */
  known(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** The naming function for one event, with everything that the event mentions looked up. */
  async forEvent(event: StoredEvent): Promise<NameOf> {
    const { actor, projectId, imageId, payload } = event;
    this.#note(event);
    if (this.#reach === 'events') return this.nameOf;
    if (this.#reach === 'people') {
      const mentions = Object.values(payload).filter(
        (value): value is string => typeof value === 'string' && isUuid(value),
      );
      const people = actor.type === 'user' ? [actor.userId, ...mentions] : mentions;
      if (people.some((id) => !this.#names.has(id))) await this.#lookUpPeople();
    }
    if (projectId !== null && !this.#names.has(projectId)) {
      const project = await getProject(this.#services.sql, projectId);
      if (project) this.#names.set(projectId, project.name);
    }
    if (imageId !== null && !this.#names.has(imageId)) {
      const image = await getImage(this.#services.sql, imageId);
      if (image) this.#names.set(imageId, image.name);
    }
    for (const id of modelsOf(event)) if (!this.#names.has(id)) await this.#lookUpModel(id);
    return this.nameOf;
  }

  /** Names that the event itself gives. */
  #note({ type, payload }: StoredEvent): void {
    if (type === 'ProjectCreated') this.#names.set(payload.projectId, payload.name);
    if (type === 'ImageImported') this.#names.set(payload.imageId, payload.name);
    if (type === 'ModelPublished') this.#names.set(payload.modelId, modelName(payload.version));
  }

  async #lookUpModel(id: ModelId): Promise<void> {
    const model = await getModel(this.#services.sql, id);
    if (model) this.#names.set(id, modelName(model.version));
  }

  async #lookUpPeople(): Promise<void> {
    const now = this.#services.clock();
    if (now - this.#peopleAt < KEEP_MS && this.#names.size > 0) return;
    for (const { userId, name } of await this.#services.auth.listUsers()) this.#names.set(userId, name);
    this.#peopleAt = now;
  }
}

const modelName = (version: number) => `Model v${version}`;

/** The models that an event names: who did it, what it is about, or where its labels came from. */
function modelsOf({ actor, payload }: StoredEvent): ModelId[] {
  const models = actor.type === 'model' ? [actor.modelId] : [];
  if ('modelId' in payload) models.push(payload.modelId);
  if ('source' in payload && payload.source.type === 'model') models.push(payload.source.modelId);
  return models;
}
