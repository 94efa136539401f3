import type { ImageId } from '@scholia/core';
import type { Selection } from '@scholia/event-store';
import { type BlindedReading, blindedReadings, getReading } from '@scholia/projections';
import type { Services } from '../services.ts';
import type { Call } from '../use-case.ts';

export const BLINDED =
  'You are reading an image of this selection blinded. Submit your reading first, or ask another administrator.';

/**
 * An image that the one who asks still reads blinded, of which the selection tells what others do: they may not get it, not even as
 * an administrator (invariant 6). A part of the system, such as the command line, reads nothing.
 */
export async function imageReadBlinded(
  { services, user, actor }: Pick<Call, 'services' | 'user' | 'actor'>,
  selection: Selection,
): Promise<ImageId | undefined> {
  if (actor.type === 'system') return undefined;
  for (const own of await blindedReadings(services.sql)) {
    if (own.readerId !== user.userId || own.status !== 'open') continue;
    if (await isAbout(services, selection, own)) return own.imageId;
  }
  return undefined;
}

async function isAbout({ sql }: Services, { reading, projectId }: Selection, own: BlindedReading): Promise<boolean> {
  if (reading) return reading.imageId === own.imageId && reading.readingId !== own.id;
  return projectId === undefined || (await getReading(sql, own.id))?.projectId === projectId;
}
