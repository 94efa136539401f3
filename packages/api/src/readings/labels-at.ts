import { AppError, type ReadingId } from '@scholia/core';
import type { Grid } from '@scholia/volume';
import type { Services } from '../services.ts';
import { ReadingFold } from './reading-fold.ts';

/** A log position that somebody names. Throws AppError 'bad-request' for one that the log has not reached. */
export async function reached({ events }: Pick<Services, 'events'>, position: bigint): Promise<bigint> {
  if (position <= (await events.head())) return position;
  const details = { position: String(position) };
  throw new AppError('bad-request', 'position: the log has not got that far', { details });
}

/** The labels of a reading as they were at a log position that has been reached. */
export async function labelsAt(
  services: Services,
  readingId: ReadingId,
  grid: Grid,
  position: bigint,
): Promise<ReadingFold> {
  const labels = new ReadingFold(services, readingId, grid);
  await labels.catchUp(position);
  return labels;
}
