import { readStoredImage, readStoredLabels, type StoredImageRef } from '@scholia/api/stored-case';
import { type Digest, systemClock } from '@scholia/core';
import type { ChildControl } from '@scholia/jobs';
import { type CaseScore, METHODS, type MethodName, measureCase, Stopwatch } from '@scholia/models';
import { blobs, warm } from './loaded.ts';
import type { ModelRef } from './warm.ts';

export interface MeasureInput extends ModelRef {
  readonly method: MethodName;
  readonly image: StoredImageRef;
  /** Labelmap blob of what people say. */
  readonly truth: Digest;
  /** Of the project: what a network of one structure is asked for, one by one. */
  readonly labels: readonly number[];
}

/** Measures a network on an image of the blob store. */
export async function measureStoredCase(
  input: MeasureInput,
  _onProgress: (share: number) => void,
  { signal, turn }: ChildControl,
): Promise<CaseScore> {
  const { method, image, truth } = input;
  const predictor = await warm.model(input, new Stopwatch(systemClock));
  const [stored, labels] = await Promise.all([readStoredImage(blobs, image), readStoredLabels(blobs, truth)]);
  const known = METHODS[method].isOfOneStructure ? input.labels : predictor.labels;
  return await measureCase(predictor, { method, labels: known }, { ...stored, labels }, { signal, turn });
}
