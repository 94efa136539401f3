import { AppError } from '@scholia/core';
import type { Case } from './method.ts';

/** Why a case cannot be answered, for `details.reason`. */
export type Reason =
  | 'no-foreground'
  | 'no-background'
  | 'constant-image'
  | 'leak'
  | 'nothing-drawn'
  | 'nothing-found'
  | 'open-curve'
  | 'too-few-points';

export const refusal = (reason: Reason, message: string, details: Readonly<Record<string, unknown>> = {}) =>
  new AppError('bad-request', message, { details: { reason, ...details } });

export const constantImage = () =>
  refusal(
    'constant-image',
    'The image has the same intensity everywhere around the prompts, so there is nothing to go by. Draw this one by hand.',
  );

export const nothingFound = () =>
  refusal(
    'nothing-found',
    'Nothing in there differs enough from what is around it. Draw closer around the structure, or scribble inside and outside.',
  );

/** Throws when there is only one intensity. */
export function refuseConstant(image: Float32Array): void {
  if (image.every((intensity) => intensity === image[0])) throw constantImage();
}

/** Throws when a label that is asked for has no prompt. `message` says what to draw. (Default: a line inside) */
export function refuseUnprompted(
  { prompts, labels }: Case,
  message = 'Nothing is scribbled with this label. Draw a line inside the structure first.',
): void {
  const missing = labels.find((label) => !prompts.includes(label));
  if (missing !== undefined) throw refusal('no-foreground', message, { label: missing });
}

/** Throws when no cell of a region is a seed of a label, because other prompts have outvoted it in each. */
export function refuseOutvoted(seeds: Uint8Array, labels: readonly number[]): void {
  const outvoted = labels.find((label) => !seeds.includes(label));
  if (outvoted !== undefined)
    throw refusal(
      'no-foreground',
      'Other prompts are too close to those of this label for so large a region. Lower the search distance, or prompt more of it.',
      { label: outvoted },
    );
}

/** Throws when a label that is asked for has no prompt, or when every prompt is of one and the same side. */
export function refuseOneSided(given: Case): void {
  refuseUnprompted(given);
  // The prompts of labels that are not asked for are outside, too.
  if (isOfOneKind(given.prompts))
    throw refusal(
      'no-background',
      'There is no background scribble. Draw a line outside of the structure too, best around it.',
      { label: given.labels[0] },
    );
}

function isOfOneKind(prompts: Uint8Array): boolean {
  let first = 0;
  for (let at = 0; at < prompts.length; at++) {
    if (prompts[at] === 0 || prompts[at] === first) continue;
    if (first !== 0) return false;
    first = prompts[at];
  }
  return true;
}
