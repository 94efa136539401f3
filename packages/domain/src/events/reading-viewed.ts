import { z } from 'zod';
import { imageId, readingId, viewing } from '../fields.ts';
import { defineEvent } from './define.ts';

/** What somebody looked at in a reading's image, summed up: never each turn of the wheel. */
export const readingViewed = defineEvent({
  type: 'ReadingViewed',
  version: 1,
  payload: z.strictObject({ readingId, imageId, ...viewing }),
  describe: (p, by, name) => {
    // Of the planes that were merely open beside the others nothing is said.
    const most = Math.max(...p.planes.map(({ shown, of }) => shown / of));
    const read = p.planes.filter(({ shown, of }) => shown / of >= Math.min(0.1, most));
    const planes = read.map(({ plane, shown, of }) => `${shown} of ${of} ${plane}`);
    return `${by} looked at ${name(p.imageId)} for ${duration(p.dwellMs)}: ${planes.join(', ')} slices.`;
  },
});

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
