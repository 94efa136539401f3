import { AppError } from '@scholia/core';

const CONNECTION = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  '57P01', // terminated by an administrator
  '57P02', // crash of another backend
  '57P03', // starting up, shutting down, recovering
  '08000',
  '08003',
  '08006',
]);

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Postgres is away, or went away before it answered. */
export function isConnectionLoss(error: unknown): boolean {
  return CONNECTION.has(codeOf(error) ?? '');
}

/** Trying the same transaction again can succeed: serialization failure, deadlock. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** Connection loss, full disk, unique violation: turns what Postgres threw into the AppError that callers know; anything else is returned as it is. */
export function faultOf(error: unknown): unknown {
  if (isConnectionLoss(error)) {
    return new AppError('database-unavailable', 'The database cannot be reached. Try again in a moment.', {
      cause: error,
      details: { reason: codeOf(error) },
    });
  }
  if (codeOf(error) === '53100') {
    return new AppError('storage-full', 'The disk of the database is full. Free some space, then try again.', {
      cause: error,
    });
  }
  if (codeOf(error) === '23505') {
    return new AppError('conflict', 'Somebody else did the same at the same moment. Look again, then decide anew.', {
      cause: error,
    });
  }
  return error;
}
