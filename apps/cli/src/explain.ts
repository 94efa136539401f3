import { type AppError, isAppError } from '@scholia/core';
import { codeOf, faultOf } from '@scholia/db';

/** What we foresaw as a sentence that says what to do; anything else is a bug, and its stack says where. */
export function explain(error: unknown): string {
  if (codeOf(error) === 'ENOSPC') return 'The disk is full: free some space, then run this again.';
  // Of a file: the message names it, and what was to be done with it.
  if (error instanceof Error && 'path' in error && 'syscall' in error) return error.message;
  const fault = faultOf(error);
  if (isAppError(fault)) return sentenceOf(fault);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function sentenceOf({ code, message, details }: AppError): string {
  if (code !== 'database-unavailable' || details.reason === undefined) return message;
  return `The database cannot be reached (${details.reason}). Start it, or set DATABASE_URL to where it is. Without DATABASE_URL, Scholia runs its own.`;
}
