import { type Brand, parseId, uuidV7 } from '@scholia/core';
import type { Services } from './services.ts';

/** A fresh id that sorts by time. */
export function newId<Id extends Brand<string, string>>({ clock, random }: Pick<Services, 'clock' | 'random'>): Id {
  return parseId<Id>(uuidV7(clock(), random));
}
