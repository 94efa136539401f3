import { type ImageId, isUuid, type ModelId } from '@scholia/core';
import type { NameOf, StoredEvent } from '@scholia/domain';
import { getImage, getModel } from '@scholia/projections';
import type { Services } from '../services.ts';

/** Names change rarely; a new person, image or model is looked up when first met. */
const KEEP_MS = 60_000;

/** What people call the ids in events. Names live outside the log, so they are looked up when an event is shown. */
export class NameDirectory {
  readonly #services: Pick<Services, 'sql' | 'auth' | 'clock'>;
  readonly #names = new Map<string, string>();
  #peopleAt = Number.NEGATIVE_INFINITY;

  constructor(services: Pick<Services, 'sql' | 'auth' | 'clock'>) {
    this.#services = services;
  }

  /** The naming function for one event, with everything that the event mentions looked up. */
  async forEvent(event: StoredEvent): Promise<NameOf> {
    const { actor, imageId, payload } = event;
    if ('name' in payload && 'imageId' in payload) this.#names.set(payload.imageId, payload.name);
    const mentions = Object.values(payload).filter(
      (value): value is string => typeof value === 'string' && isUuid(value),
    );
    const people = actor.type === 'user' ? [actor.userId, ...mentions] : mentions;
    if (people.some((id) => !this.#names.has(id))) await this.#lookUpPeople();
    if (imageId !== null && !this.#names.has(imageId)) {
      const image = await getImage(this.#services.sql, imageId as ImageId);
      if (image) this.#names.set(imageId, image.name);
    }
    for (const id of modelsOf(event)) if (!this.#names.has(id)) await this.#lookUpModel(id);
    return (id) => this.#names.get(id) ?? id.slice(-8);
  }

  async #lookUpModel(id: ModelId): Promise<void> {
    const model = await getModel(this.#services.sql, id);
    if (model) this.#names.set(id, `Model v${model.version}`);
  }

  async #lookUpPeople(): Promise<void> {
    const now = this.#services.clock();
    if (now - this.#peopleAt < KEEP_MS && this.#names.size > 0) return;
    for (const { userId, name } of await this.#services.auth.listUsers()) this.#names.set(userId, name);
    this.#peopleAt = now;
  }
}

/** The models that an event names: who did it, what it is about, or where its labels came from. */
function modelsOf({ actor, payload }: StoredEvent): ModelId[] {
  const models = actor.type === 'model' ? [actor.modelId] : [];
  if ('modelId' in payload) models.push(payload.modelId);
  if ('source' in payload && payload.source.type === 'model') models.push(payload.source.modelId);
  return models;
}
