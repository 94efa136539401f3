import { AppError, isAppError } from '@scholia/core';

/** postgres.js and socket errors that say "not there", not "no" (SQLSTATE classes 08, 53, 57P are PostgreSQL appendix A). */
const AWAY = /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|CONNECT|57P|08|53300)/;
const FULL = /^(ENOSPC|EDQUOT|EROFS|53100)/;

/** Turns a fault of the outside world into the AppError that says what to do. Bugs stay what they are. */
export function toAppError(error: unknown): unknown {
  if (isAppError(error) || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (FULL.test(code)) {
    return new AppError('storage-full', 'The disk is full. Nothing was stored; free some space, then try again.', {
      cause: error,
    });
  }
  if (AWAY.test(code)) {
    return new AppError(
      'database-unavailable',
      'The database cannot be reached. Nothing is lost; try again in a moment.',
      {
        cause: error,
      },
    );
  }
  return error;
}
