import { AppError } from '@scholia/core';
import type { Case } from './method.ts';

/** Why a case cannot be answered, for `details.reason`. */
export type Reason = 'no-foreground' | 'no-background' | 'constant-image' | 'nothing-drawn';

export const refusal = (reason: Reason, message: string, details: Readonly<Record<string, unknown>> = {}) =>
  new AppError('bad-request', message, { details: { reason, ...details } });

export const constantImage = () =>
  refusal(
    'constant-image',
    'The image has the same intensity everywhere around the prompts, so there is nothing to go by. Draw this one by hand.',
  );

/** Throws when a label that is asked for has no prompt, or when every prompt is of one and the same side. */
export function refuseOneSided({ prompts, labels }: Case): void {
  const seen = new Set<number>(prompts);
  const missing = labels.find((label) => !seen.has(label));
  if (missing !== undefined)
    throw refusal('no-foreground', 'Nothing is scribbled with this label. Draw a line inside the structure first.', {
      label: missing,
    });
  seen.delete(0);
  if (seen.size < 2)
    throw refusal(
      'no-background',
      'There is no background scribble. Draw a line outside of the structure too, best around it.',
      { label: labels[0] },
    );
}
