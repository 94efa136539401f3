import { fields } from '@scholia/domain';
import type { ImageView } from '@scholia/projections';
import { z } from 'zod';
import { imageStatus, type PersonView, person, time } from '../schemas.ts';
import type { Services } from '../services.ts';
import type { ReadonlyOf } from '../use-case.ts';

export const imageSummary = z.object({
  imageId: fields.imageId,
  projectId: fields.projectId,
  name: z.string(),
  /** SHA-256 of the stored file. */
  blob: fields.digest,
  bytes: z.number(),
  /** The voxel grid in stored order, ijk. */
  dims: fields.dims,
  spacingUm: fields.spacingUm,
  /** Row-major, ijk to RAS mm. */
  affine: fields.affine,
  dtype: z.string(),
  intensity: z.object({
    min: z.number(),
    max: z.number(),
    mean: z.number(),
    sd: z.number(),
    p01: z.number(),
    p99: z.number(),
  }),
  isWithdrawn: z.boolean(),
  importedAt: time,
  status: imageStatus,
  readingId: fields.readingId.nullable(),
  operations: z.number(),
  editedAt: time.nullable(),
  submittedAt: time.nullable(),
  heldOut: z.boolean().nullable(),
  /** Who has edited, most operations first. */
  authors: z.array(person),
  /** Who has it open now. */
  present: z.array(person),
  /** How unsure the last model was; null before any. */
  uncertainty: z.number().nullable(),
  /** The model's newest proposal that nobody has discarded. */
  proposalId: fields.proposalId.nullable(),
});
export type ImageSummary = z.output<typeof imageSummary>;

/** Knows the people in images: who edited (by name) and who is there now. */
export class ImageViewer {
  readonly #people: ReadonlyMap<string, PersonView>;
  readonly #present = new Map<string, PersonView[]>();

  private constructor(people: readonly PersonView[], services: Services) {
    this.#people = new Map(people.map((one) => [one.userId, one]));
    for (const { readingId, userId, name, color } of services.gateway?.presence() ?? []) {
      this.#present.set(readingId, [...(this.#present.get(readingId) ?? []), { userId, name, color }]);
    }
  }

  static async of(services: Services): Promise<ImageViewer> {
    return new ImageViewer(await services.auth.listUsers(), services);
  }

  view({ id, withdrawn, score, authors, ...image }: ImageView): ReadonlyOf<z.input<typeof imageSummary>> {
    return {
      ...image,
      imageId: id,
      isWithdrawn: withdrawn,
      uncertainty: score?.uncertainty ?? null,
      authors: authors.map((userId) => {
        const { name, color } = this.#people.get(userId) ?? { name: userId.slice(-8), color: '#888888' };
        return { userId, name, color };
      }),
      present: image.readingId === null ? [] : (this.#present.get(image.readingId) ?? []),
    };
  }
}
