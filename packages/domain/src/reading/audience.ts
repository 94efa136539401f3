import type { UserId } from '@scholia/core';
import { can, type Role } from '../roles.ts';

/** What decides who may know of a reading. */
export interface ReadingAudience {
  readonly mode: 'collaborative' | 'blinded';
  /** Whose blinded reading it is. */
  readonly readerId: UserId | null;
  readonly status: 'open' | 'submitted';
}

export interface Onlooker {
  readonly userId: UserId;
  readonly role: Role | null;
  /** They have an open blinded reading of the same image: what others read would influence them. */
  readonly isReadingBlinded: boolean;
}

/**
 * A blinded reading is its reader's; after it has been submitted, reviewers, admins and auditors see it, too. Whoever reads an image blinded sees no
 * other reading of it, whatever their role, until their own is submitted (invariant 6).
 */
export function maySeeReading({ mode, readerId, status }: ReadingAudience, person: Onlooker): boolean {
  if (!can(person.role, 'label.view')) return false;
  if (mode === 'blinded' && readerId === person.userId) return true;
  if (person.isReadingBlinded) return false;
  return mode === 'collaborative' || (status === 'submitted' && can(person.role, 'audit.read'));
}

/** In a collaborative reading everybody whose role may edit; in a blinded one its reader alone. */
export function mayEditReading(reading: ReadingAudience, person: Onlooker): boolean {
  if (!maySeeReading(reading, person) || !can(person.role, 'label.edit')) return false;
  return reading.mode === 'collaborative' || reading.readerId === person.userId;
}
