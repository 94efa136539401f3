import { type Digest, isAppError } from '@scholia/core';
import type { DomainEvent, PayloadOf } from '@scholia/domain';
import type { ReadEvent } from '@scholia/ledger';
import type { Findings } from './finding.ts';
import { displacementMm, type FileLabels, imageAffine, readLabels, unpacked } from './label-file.ts';

/** A NIfTI file of labels that the reader was given from elsewhere. */
export interface NamedFile {
  readonly name: string;
  /** `.nii` or `.nii.gz`. */
  readonly file: Blob;
}

interface Submission {
  readonly position: string;
  readonly readingId: string;
  readonly imageId: string;
  readonly userId: string | undefined;
  readonly recordedAt: string;
}

/** Which submissions a file is, bit for bit: more than one where the same labels were submitted again. */
export interface KnownFile {
  readonly file: string;
  readonly submissions: readonly Submission[];
}

/** Says of files from elsewhere which submission of the log each one is. */
export class ExportCheck {
  readonly #findings: Findings;
  readonly #images = new Map<string, PayloadOf<'ImageImported'>>();
  readonly #submissions = new Map<Digest, Submission[]>();
  #count = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  next({ type, payload }: DomainEvent, { actor, position, recordedAt }: ReadEvent): void {
    if (type === 'ImageImported') this.#images.set(payload.imageId, payload);
    if (type !== 'ReadingSubmitted') return;
    const { readingId, imageId, labelDigest } = payload;
    const userId = actor.type === 'user' ? actor.userId : undefined;
    const same = this.#submissions.get(labelDigest as Digest) ?? [];
    this.#submissions.set(labelDigest as Digest, [...same, { position, readingId, imageId, userId, recordedAt }]);
    this.#count++;
  }

  /** Those that are submissions; any other is a finding. */
  async finish(files: readonly NamedFile[]): Promise<KnownFile[]> {
    const known: KnownFile[] = [];
    for (const { name, file } of files) {
      const labels = await this.#read(name, file);
      const submissions = labels && this.#submissionsOf(name, labels);
      if (submissions) known.push({ file: name, submissions });
    }
    return known;
  }

  async #read(name: string, file: Blob): Promise<FileLabels | undefined> {
    try {
      return readLabels(await unpacked(file));
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.#findings.add('export', `${name} cannot be read as labels: ${error.message}`);
      return undefined;
    }
  }

  #submissionsOf(name: string, { digest, dims, affine }: FileLabels): readonly Submission[] | undefined {
    const same = this.#submissions.get(digest);
    if (!same) {
      const isImage = [...this.#images.values()].some((image) => image.dims.every((size, axis) => size === dims[axis]));
      const why = isImage
        ? `its labels have the digest ${digest.slice(0, 16)}, which was never submitted`
        : `no image has its ${dims.join(' x ')} voxels`;
      this.#findings.add('export', `${name} is none of the ${this.#count} submissions of this bundle: ${why}.`);
      return undefined;
    }
    const away = (submission: Submission) => {
      const image = this.#images.get(submission.imageId);
      return image ? displacementMm(affine, imageAffine(image), dims) : 0;
    };
    const inPlace = same.filter((submission) => away(submission) === 0);
    if (inPlace.length > 0) return inPlace;
    const [{ position }] = same;
    this.#findings.add(
      'export',
      `${name} has the labels that were submitted at #${position}, but puts them elsewhere: ${away(same[0]).toFixed(3)} mm from where the image lies.`,
      position,
    );
    return undefined;
  }
}
