import { isAppError } from '@scholia/core';

/** `details.reason` of a refusal; any other error is thrown. */
export async function reasonOf(run: Promise<unknown>): Promise<unknown> {
  try {
    await run;
    return 'segmented';
  } catch (error) {
    if (isAppError(error) && error.code === 'bad-request') return error.details.reason;
    throw error;
  }
}
