import { openAsBlob } from 'node:fs';
import { AppError } from '@scholia/core';

/** A file that the reader named. Throws AppError 'not-found', which names it, when there is none that can be read. */
export async function givenFile(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch (cause) {
    throw new AppError('not-found', `There is no file ${path} that can be read.`, { cause });
  }
}

export const givenTexts = (paths: readonly string[] = []): Promise<string[]> =>
  Promise.all(paths.map(async (path) => await (await givenFile(path)).text()));
