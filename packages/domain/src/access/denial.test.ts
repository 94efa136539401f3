import type { ReadingId, UserId } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { describeEvent } from '../event.ts';
import { DenialBook, denialEvent } from './denial.ts';

const [ANNA, BEN] = ['01900007-0000-7000-8000-000000000001', '01900007-0000-7000-8000-000000000002'] as UserId[];
const readingId = '01900003-0000-7000-8000-000000000003' as ReadingId;
const denial = { capability: 'label.edit', subject: `reading-${readingId}`, readingId };

describe('DenialBook', () => {
  it('[DO16] tells the same denial of the same person once a minute, and every other at once', () => {
    const book = new DenialBook();
    expect(book.isNew(ANNA, denial, 0)).toBe(true);
    book.note(ANNA, denial, 0);
    expect(book.isNew(ANNA, denial, 59_999)).toBe(false);
    expect(book.isNew(ANNA, denial, 60_000)).toBe(true);
    expect(book.isNew(BEN, denial, 1)).toBe(true);
    expect(book.isNew(ANNA, { ...denial, capability: 'label.view' }, 1)).toBe(true);
    expect(book.isNew(ANNA, { ...denial, subject: 'organisation' }, 1)).toBe(true);
  });

  it('[DO16] forgets the oldest when very many are refused', () => {
    const book = new DenialBook();
    for (let n = 0; n <= 10_000; n++) book.note(ANNA, { ...denial, subject: `image-${n}` }, n);
    expect(book.isNew(ANNA, { ...denial, subject: 'image-0' }, 10_000)).toBe(true);
    expect(book.isNew(ANNA, { ...denial, subject: 'image-1' }, 10_000)).toBe(false);
  });
});

describe('denialEvent', () => {
  it('is told with a word for what it was about', () => {
    const told = (subject: string) =>
      describeEvent(denialEvent(ANNA, { ...denial, subject }), (id) => (id === ANNA ? 'reader-1' : id.slice(-3)));
    expect(told(denial.subject)).toBe('reader-1 was refused label.edit on the reading 003.');
    expect(told('organisation')).toBe('reader-1 was refused label.edit on organisation.');
  });

  it('names who was refused, and the scope, so that who may not see the reading does not see the denial either', () => {
    expect(denialEvent(ANNA, denial)).toMatchObject({
      type: 'AccessDenied',
      payload: { capability: 'label.edit', subject: `reading-${readingId}` },
      actor: { type: 'user', userId: ANNA },
      readingId,
    });
  });
});
