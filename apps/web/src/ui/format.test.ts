import { describe, expect, it } from 'vitest';
import { count, duration, fileSize, timeAgo } from './format.ts';
import { initialsOf } from './initials.ts';
import { inkOn } from './ink-on.ts';

describe('timeAgo', () => {
  const now = Date.parse('2026-01-02T12:00:00Z');
  it.each([
    ['2026-01-02T11:59:50Z', 'just now'],
    ['2026-01-02T12:00:09Z', 'just now'],
    ['2026-01-02T11:56:00Z', '4 min ago'],
    ['2026-01-02T09:00:00Z', '3 h ago'],
  ])('%s is %s', (iso, text) => expect(timeAgo(iso, now)).toBe(text));
});

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [130_000, '2 min 10 s'],
    [3_900_000, '1 h 5 min'],
    [-5, '0 s'],
  ])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));
});

describe('fileSize', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [2_400_000, '2.4 MB'],
    [999_999, '1.0 MB'],
    [35_000_000, '35 MB'],
  ])('%d is %s', (bytes, text) => expect(fileSize(bytes)).toBe(text));
});

describe('count', () => {
  it('agrees in number', () => {
    expect([count(0, 'image'), count(1, 'image'), count(2, 'person', 'people')]).toEqual([
      '0 images',
      '1 image',
      '2 people',
    ]);
  });
});

describe('initialsOf', () => {
  it.each([
    ['reader-1', 'R1'],
    ['Dana van Wijk', 'DW'],
    ['admin@example.org', 'A'],
    ['', '?'],
  ])('%s is %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
});

describe('inkOn', () => {
  it.each([
    ['#ffffff', 'black'],
    ['#000000', 'white'],
    ['#1a5c2a', 'white'],
    ['#f0e442', 'black'],
    ['not a colour', 'white'],
  ])('%s takes %s', (color, ink) => expect(inkOn(color)).toBe(ink));
});
