import { readStoredLabels, type StoredImageRef } from '@scholia/api/stored-case';
import { PROMPT_BACKGROUND } from '@scholia/collab';
import { AppError, type Digest, systemClock } from '@scholia/core';
import type { BlobStore } from '@scholia/db';
import type { ChildControl } from '@scholia/jobs';
import {
  type Click,
  type GridImage,
  METHODS,
  type Method,
  type MethodName,
  type Predictor,
  refineSlices,
  Stopwatch,
  type StructureOptions,
  segmentLabels,
  segmentStructure,
} from '@scholia/models';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import type { PromptedVoxel } from '../clicks-of-prompts.ts';
import { countLabels } from './count-labels.ts';
import { RecentlyUsed } from './recently-used.ts';
import { type ModelRef, Warm } from './warm.ts';

export interface AnswerInput extends ModelRef {
  readonly method: MethodName;
  readonly image: StoredImageRef;
  readonly clicks: readonly PromptedVoxel[];
  /** The label that is asked for. */
  readonly label: number;
  /** What the model has predicted for this image before, a labelmap blob. (Default: it is predicted first, where that is needed) */
  readonly predicted?: Digest | undefined;
  /** Does the slices of a structure again. */
  readonly refining?: ModelRef | undefined;
}

/** Nothing is asked yet: what an answer will need is loaded. */
export interface WarmInput extends ModelRef {
  readonly warms: true;
  readonly image: StoredImageRef;
}

export interface AnswerResult {
  /** Labelmap blob. */
  readonly blob: Digest;
  /** By label, those that were asked for and found nowhere too. */
  readonly voxels: Readonly<Record<string, number>>;
  readonly stagesMs: Readonly<Record<string, number>>;
}

/** Predictions without clicks, a byte a voxel. */
const MOST_LABEL_BYTES = 256 * 1024 * 1024;

/** Answers clicks by networks. What does not change from one click to the next is kept, so that a click costs its network alone. */
export class ClickAnswerer {
  readonly #blobs: BlobStore;
  readonly #warm: Warm;
  readonly #predictions = new RecentlyUsed<Uint8Array>(MOST_LABEL_BYTES, (labels) => labels.byteLength);

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
    this.#warm = new Warm(blobs);
  }

  async warm(input: WarmInput): Promise<null> {
    const stopwatch = new Stopwatch(systemClock);
    await this.#warm.image(input.image, await this.#warm.model(input, stopwatch), stopwatch);
    return null;
  }

  /** Throws AppError 'bad-request' where there is nothing to answer, with what to do. */
  async answer(
    input: AnswerInput,
    onProgress: (share: number) => void,
    { signal }: Pick<ChildControl, 'signal'>,
  ): Promise<AnswerResult> {
    const stopwatch = new Stopwatch(systemClock);
    const predictor = await this.#warm.model(input, stopwatch);
    const image = await this.#warm.image(input.image, predictor, stopwatch);
    const plan = { method: input.method, patch: predictor.grid.patch };
    const { isOfOneStructure }: Method = METHODS[input.method];
    const found = isOfOneStructure
      ? await this.#structure(input, predictor, image, {
          clicks: structureClicks(input),
          label: input.label,
          signal,
          onProgress,
        })
      : await segmentLabels(predictor, plan, image, {
          clicks: labelClicks(input, predictor.labels),
          untouched: () => this.#untouched(input, predictor, image, signal),
          signal,
          onProgress,
        });
    const labelmap = Labelmap.fromDense(image.fileDims, found.labels);
    const blob = await stopwatch.time('store', () => this.#blobs.put(encodeLabelmap(labelmap)));
    const asked = isOfOneStructure ? [input.label] : predictor.labels;
    const voxels = { ...Object.fromEntries(asked.map((label) => [label, 0])), ...countLabels(labelmap) };
    return { blob, voxels, stagesMs: { ...stopwatch.ms, ...found.stagesMs } };
  }

  async #structure(input: AnswerInput, predictor: Predictor, image: GridImage, options: StructureOptions) {
    const plan = { method: input.method, patch: predictor.grid.patch };
    const { refining } = input;
    if (!refining) return await segmentStructure(predictor, plan, image, options);
    const part = (from: number) => (share: number) => options.onProgress?.(from + share / 2);
    const found = await segmentStructure(predictor, plan, image, { ...options, onProgress: part(0) });
    const stopwatch = new Stopwatch(systemClock);
    const flat = await this.#warm.model(refining, stopwatch);
    const flatImage = await this.#warm.image(input.image, flat, stopwatch);
    const again = await stopwatch.time('slices', () =>
      refineSlices(flat, flat.grid, flatImage, found.labels, { ...options, onProgress: part(0.5) }),
    );
    return { labels: again.labels, stagesMs: { ...found.stagesMs, ...stopwatch.ms } };
  }

  /** What the network says without clicks, and how long that took just now. */
  async #untouched(input: AnswerInput, predictor: Predictor, image: GridImage, signal: AbortSignal) {
    const { weights, provider, halvings, image: ref, predicted } = input;
    let stagesMs: Readonly<Record<string, number>> = {};
    const key = JSON.stringify([weights, provider, halvings, ref.blob, ref.volumeIndex, predicted]);
    const labels = await this.#predictions.get(key, async () => {
      if (predicted) return await readStoredLabels(this.#blobs, predicted);
      const prediction = await predictor.predictOnGrid(image, { passes: 0, signal });
      stagesMs = prediction.stagesMs;
      return prediction.labels;
    });
    return { labels, stagesMs };
  }
}

/** To a network of one structure every other label is outside of it. */
function structureClicks({ clicks, label }: AnswerInput): Click[] {
  if (!clicks.some(({ value }) => value === label))
    throw new AppError('bad-request', 'Nothing is clicked with this label. Click inside the structure first.');
  return clicks.map(({ ijk, value }) => ({ ijk, class: value === label ? 1 : 0 }));
}

/** Labels that the network has not learned are left out: it could not tell what to make of them. */
function labelClicks({ clicks, label, method }: AnswerInput, known: readonly number[]): Click[] {
  const { takesClicks }: Method = METHODS[method];
  if (!takesClicks) return [];
  if (!known.includes(label) && clicks.some(({ value }) => value === label))
    throw new AppError(
      'bad-request',
      'This model does not know this label yet. Submit readings that have it and train the model again, or choose another method.',
    );
  return clicks.flatMap(({ ijk, value }) => {
    if (value === PROMPT_BACKGROUND) return [{ ijk, class: 0 }];
    return known.includes(value) ? [{ ijk, class: 1 + known.indexOf(value) }] : [];
  });
}
