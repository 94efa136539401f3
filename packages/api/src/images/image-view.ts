import type { Identity } from '@scholia/auth';
import type { ImageId, UserId } from '@scholia/core';
import { fields, signingStage } from '@scholia/domain';
import { blindedReadings, type ImageView } from '@scholia/projections';
import { z } from 'zod';
import { imageStatus, type PersonView, person, personOf, time } from '../schemas.ts';
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
  /** Who put their name to what is submitted now, and with which words. */
  signatures: z.array(z.object({ by: person, stage: signingStage, text: z.string() })),
  /** Who has it open now. */
  present: z.array(person),
  /** How unsure the last model was; null before any. */
  uncertainty: z.number().nullable(),
  /** The model's newest proposal that nobody has discarded. */
  proposalId: fields.proposalId.nullable(),
});
export type ImageSummary = z.output<typeof imageSummary>;

/** An image as it looks before anybody has labelled it. */
const UNTOUCHED = {
  status: 'unlabelled',
  readingId: null,
  operations: 0,
  editedAt: null,
  submittedAt: null,
  heldOut: null,
  authors: [],
  signatures: [],
} as const satisfies Partial<ImageView>;

/** Knows the people in images: who edited (by name) and who is there now. */
export class ImageViewer {
  readonly #people: ReadonlyMap<string, PersonView>;
  readonly #present = new Map<string, PersonView[]>();

  /** Of images that this person reads blinded, nothing is told of what others do there. */
  readonly #readBlinded: ReadonlySet<ImageId>;

  private constructor(people: readonly PersonView[], readBlinded: ReadonlySet<ImageId>, services: Services) {
    this.#readBlinded = readBlinded;
    this.#people = new Map(people.map((one) => [one.userId, one]));
    for (const { readingId, userId, name, color } of services.gateway?.presence() ?? []) {
      this.#present.set(readingId, [...(this.#present.get(readingId) ?? []), { userId, name, color }]);
    }
  }

  static async of(services: Services, { userId }: Pick<Identity, 'userId'>): Promise<ImageViewer> {
    const [people, blinded] = await Promise.all([services.auth.listUsers(), blindedReadings(services.sql)]);
    const own = blinded.filter((one) => one.readerId === userId && one.status === 'open');
    return new ImageViewer(people, new Set(own.map(({ imageId }) => imageId)), services);
  }

  #person(userId: UserId): PersonView {
    return personOf(userId, this.#people.get(userId));
  }

  view(shown: ImageView): ReadonlyOf<z.input<typeof imageSummary>> {
    const known = this.#readBlinded.has(shown.id) ? { ...shown, ...UNTOUCHED } : shown;
    const { id, withdrawn, score, authors, signatures, ...image } = known;
    return {
      ...image,
      imageId: id,
      isWithdrawn: withdrawn,
      uncertainty: score?.uncertainty ?? null,
      authors: authors.map((userId) => this.#person(userId)),
      signatures: signatures.map(({ by, stage, text }) => ({ by: this.#person(by), stage, text })),
      present: image.readingId === null ? [] : (this.#present.get(image.readingId) ?? []),
    };
  }
}
