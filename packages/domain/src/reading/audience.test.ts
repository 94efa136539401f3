import type { UserId } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { can, ROLES } from '../roles.ts';
import { mayEditReading, maySeeReading, type ReadingAudience } from './audience.ts';

const ME = 'reader-1' as UserId;
const OTHER = 'reader-2' as UserId;
const person = (role: (typeof ROLES)[number] | null, isReadingBlinded = false) => ({
  userId: ME,
  role,
  isReadingBlinded,
});
const collaborative: ReadingAudience = { mode: 'collaborative', readerId: null, status: 'open' };
const blinded = (readerId: UserId, status: 'open' | 'submitted' = 'open'): ReadingAudience => ({
  mode: 'blinded',
  readerId,
  status,
});

describe('maySeeReading', () => {
  it('[DO11] a blinded reading is its own reader’s, and who reads the trail sees it once it is submitted', () => {
    for (const role of ROLES) {
      expect(maySeeReading(collaborative, person(role))).toBe(true);
      expect(maySeeReading(blinded(ME), person(role, true))).toBe(true);
      expect(maySeeReading(blinded(OTHER), person(role))).toBe(false);
      expect(maySeeReading(blinded(OTHER, 'submitted'), person(role))).toBe(can(role, 'audit.read'));
    }
    expect(maySeeReading(collaborative, person(null))).toBe(false);
    expect(maySeeReading(blinded(ME), person(null))).toBe(false);
  });

  it('[DO11] who reads an image blinded sees no other reading of it, whatever their role', () => {
    for (const role of ROLES) {
      expect(maySeeReading(collaborative, person(role, true))).toBe(false);
      expect(maySeeReading(blinded(OTHER, 'submitted'), person(role, true))).toBe(false);
    }
  });

  it('[DO11] only its reader edits a blinded reading', () => {
    expect(mayEditReading(blinded(ME), person('annotator', true))).toBe(true);
    expect(mayEditReading(blinded(ME), person('viewer', true))).toBe(false);
    expect(mayEditReading(blinded(OTHER, 'submitted'), person('admin'))).toBe(false);
    expect(mayEditReading(collaborative, person('annotator'))).toBe(true);
    expect(mayEditReading(collaborative, person('annotator', true))).toBe(false);
  });
});
