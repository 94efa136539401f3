import { AppError, type ReadingId } from '@scholia/core';
import type { Grid } from '@scholia/volume';
import type { Services } from '../services.ts';
import { ReadingFold } from './reading-fold.ts';

/** The labels of a reading as they were at a log position. Throws AppError 'bad-request' for one that the log has not reached. */
export async function labelsAt(
  services: Services,
  readingId: ReadingId,
  grid: Grid,
  position: bigint,
): Promise<ReadingFold> {
  if (position > (await services.events.head())) {
    const details = { position: String(position) };
    throw new AppError('bad-request', 'position: the log has not got that far', { details });
  }
  const labels = new ReadingFold(services, readingId, grid);
  await labels.catchUp(position);
  return labels;
}
