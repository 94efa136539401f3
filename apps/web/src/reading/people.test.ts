import type { Presence } from '@scholia/collab';
import { describe, expect, it } from 'vitest';
import { followStep, isCircle, lookOf, peopleOf, sliceText, toolText } from './people.ts';

const person = (userId: string, more: Partial<Presence> = {}): Presence => ({
  userId,
  name: `reader ${userId}`,
  color: '#12ab34',
  view: { axis: 2, slice: 30 },
  ijk: null,
  tool: 'navigate',
  radiusUm: 5000,
  label: 1,
  ...more,
});
const LABELS = [{ value: 1, name: 'Liver' }];
const SLICES = {
  axial: { axis: 2, index: 0, count: 60 },
  coronal: { axis: 1, index: 0, count: 60 },
  sagittal: { axis: 0, index: 0, count: 60 },
} as const;

describe('peopleOf', () => {
  it('has everybody but oneself, once, by name', () => {
    const peers = [person('b'), person('a', { tool: 'zoom' }), person('me'), person('a', { tool: 'brush' })];
    const people = peopleOf(new Map(peers.map((peer, n) => [n, peer])), 'me');
    expect(people.map(({ userId, tool }) => [userId, tool])).toEqual([
      ['a', 'brush'],
      ['b', 'navigate'],
    ]);
  });
});

describe('sliceText', () => {
  it('counts from one, as the views do', () => {
    expect(sliceText(person('a'), SLICES)).toBe('Axial 31');
    expect(sliceText(person('a', { view: { axis: 0, slice: 0 } }), SLICES)).toBe('Sagittal 1');
    expect(sliceText(person('a', { view: null }), SLICES)).toBeUndefined();
    expect(sliceText(person('a'), undefined)).toBeUndefined();
  });
});

describe('toolText', () => {
  it.each([
    ['brush', 'brush 10 mm, Liver'],
    ['eraser', 'eraser 10 mm'],
    ['scribble-foreground', 'scribble inside, Liver'],
    ['scribble-background', 'scribble outside'],
    ['navigate', 'looking'],
    ['', 'looking'],
    ['lasso', 'lasso'],
    ['constructor', 'constructor'],
  ])('names %s', (tool, text) => {
    expect(toolText(person('a', { tool }), LABELS)).toBe(text);
  });
});

describe('lookOf', () => {
  it('is the crosshair and the camera; of an older client the slice', () => {
    const camera = { centre: [1, 2, 3], spanMm: 100 } as const;
    expect(lookOf(person('a', { crosshair: [4, 5, 6], camera }), [9, 9, 9])).toEqual({
      crosshair: [4, 5, 6],
      axis: 2,
      camera,
    });
    expect(lookOf(person('a'), [7, 8, 9])).toEqual({ crosshair: [7, 8, 30], axis: 2, camera: undefined });
  });
});

describe('followStep', () => {
  it('looks where the leader looks, until they leave', () => {
    expect(followStep([person('a')], 'a', 'me')).toEqual({ type: 'look', leader: person('a') });
    expect(followStep([person('b')], 'a', 'me')).toEqual({ type: 'ended', because: 'left' });
  });

  it('never follows in a circle, of any length', () => {
    expect(followStep([person('a', { following: 'me' })], 'a', 'me')).toEqual({ type: 'ended', because: 'circle' });
    const chain = [person('a', { following: 'b' }), person('b', { following: 'me' })];
    expect(isCircle(chain, 'a', 'me')).toBe(true);
    // Others who follow each other are none of our business, and no endless loop.
    const others = [person('a', { following: 'b' }), person('b', { following: 'a' })];
    expect(isCircle(others, 'a', 'me')).toBe(false);
    expect(isCircle([person('a', { following: 'gone' })], 'a', 'me')).toBe(false);
  });
});
