import { AppError } from '@scholia/core';

export type UnusableReason =
  | 'not-nifti'
  | 'truncated'
  | 'corrupt'
  | 'unsupported-type'
  | 'four-dimensional'
  | 'not-three-dimensional'
  | 'too-large'
  | 'no-such-volume'
  | 'non-finite'
  | 'zero-spacing'
  | 'no-orientation';

/** A file that cannot be labelled. `message` is for the person who brought it, and says what to do. */
export function unusable(reason: UnusableReason, message: string, details: Record<string, unknown> = {}): AppError {
  return new AppError('unusable-file', message, { details: { reason, ...details } });
}
