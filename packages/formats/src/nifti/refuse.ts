import { AppError } from '@scholia/core';

/** Why a file cannot be used; `details.reason` of the AppError 'unusable-file'. */
export type UnusableReason =
  | 'not-nifti'
  | 'truncated'
  | 'corrupt'
  | 'four-dimensional'
  | 'no-such-volume'
  | 'unsupported-type'
  | 'too-large'
  | 'non-finite'
  | 'no-orientation'
  | 'zero-spacing'
  | 'spacing-out-of-range';

/** The refusal of a file. `message` says what is wrong, then what to do. */
export function unusable(
  reason: UnusableReason,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): AppError {
  return new AppError('unusable-file', message, { cause, details: { reason, ...details } });
}
