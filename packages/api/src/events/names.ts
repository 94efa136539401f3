import { isUuid, type ModelId, type UserId } from '@scholia/core';
import { type Actor, describeEvent, type NameOf, type StoredEvent } from '@scholia/domain';
import { getImage, getModel, getProject } from '@scholia/projections';
import type { Services } from '../services.ts';
import { OperationDirectory } from './operation-directory.ts';

/** Names change rarely; a new person, image or model is looked up when first met. */
const KEEP_MS = 60_000;

/**
 * How far one looks for names: people's, too; only those of things (projects, images, models); or nowhere but in the events
 * that were shown.
 */
export type NameReach = 'people' | 'things' | 'events';

/** What people call the ids in events. Names live outside the log, so they are looked up when an event is shown. */
export class NameDirectory {
  readonly #services: Pick<Services, 'sql' | 'auth' | 'clock' | 'events'>;
  readonly reach: NameReach;
  readonly #operations: OperationDirectory;
  readonly #names = new Map<string, string>();
  readonly #versions = new Map<ModelId, number>();
  #peopleAt = Number.NEGATIVE_INFINITY;

  constructor(services: Pick<Services, 'sql' | 'auth' | 'clock' | 'events'>, reach: NameReach = 'people') {
    this.#services = services;
    this.reach = reach;
    this.#operations = new OperationDirectory(services, this);
  }

  /** The name of what was looked up, or the end of its id. */
  readonly nameOf: NameOf = (id) => this.#names.get(id) ?? id.slice(-8);

  /** The name of what was looked up, if it has one. */
  known(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** The version of a model that was looked up. */
  versionOf(id: ModelId): number | undefined {
    return this.#versions.get(id);
  }

  /** The event in one sentence, for people. Call `forEvent` first. */
  async sentenceOf(event: StoredEvent): Promise<string> {
    if (event.type === 'LabelsChanged') this.#operations.labelsChanged(event.payload.projectId);
    const isLookedUp = event.type === 'OperationCommitted' && this.reach !== 'events';
    return isLookedUp ? await this.#operations.tell(event, this.nameOf) : describeEvent(event, this.nameOf);
  }

  async nameOfPerson(id: UserId): Promise<string> {
    if (this.reach === 'people' && !this.#names.has(id)) await this.#lookUpPeople();
    return this.nameOf(id);
  }

  async nameOfModel(id: ModelId): Promise<string> {
    if (!this.#names.has(id)) await this.#lookUpModel(id);
    return this.nameOf(id);
  }

  /** The naming function for one event, with everything that the event mentions looked up. */
  async forEvent(event: StoredEvent): Promise<NameOf> {
    const { actor, projectId, imageId, payload } = event;
    this.#note(event);
    if (this.reach === 'events') return this.nameOf;
    if (this.reach === 'people') {
      const mentions = Object.values(payload).filter(
        (value): value is string => typeof value === 'string' && isUuid(value),
      );
      if (mentions.some((id) => !this.#names.has(id))) await this.#lookUpPeople();
      await this.forActor(actor);
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

  /** Looks up a person, where people are looked up. */
  async forActor(actor: Actor): Promise<void> {
    if (this.reach === 'people' && actor.type === 'user' && !this.#names.has(actor.userId)) await this.#lookUpPeople();
  }

  /** Names that the event itself gives. */
  #note({ type, payload }: StoredEvent): void {
    if (type === 'ProjectCreated') this.#names.set(payload.projectId, payload.name);
    if (type === 'ImageImported') this.#names.set(payload.imageId, payload.name);
    if (type === 'ModelPublished') this.#noteModel(payload.modelId, payload.version);
  }

  async #lookUpModel(id: ModelId): Promise<void> {
    const model = await getModel(this.#services.sql, id);
    if (model) this.#noteModel(id, model.version);
  }

  #noteModel(id: ModelId, version: number): void {
    this.#names.set(id, `Model v${version}`);
    this.#versions.set(id, version);
  }

  async #lookUpPeople(): Promise<void> {
    const now = this.#services.clock();
    if (now - this.#peopleAt < KEEP_MS && this.#names.size > 0) return;
    for (const { userId, name } of await this.#services.auth.listUsers()) this.#names.set(userId, name);
    this.#peopleAt = now;
  }
}

/** The models that an event names: who did it, what it is about, or where its labels came from. */
export function modelsOf({ actor, payload }: StoredEvent): ModelId[] {
  const models = actor.type === 'model' ? [actor.modelId] : [];
  if ('modelId' in payload && payload.modelId) models.push(payload.modelId);
  if ('source' in payload && payload.source.type === 'model') models.push(payload.source.modelId);
  return models;
}
