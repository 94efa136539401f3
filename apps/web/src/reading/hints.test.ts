import { isToolName, TOOLS } from '@scholia/tools';
import { describe, expect, it } from 'vitest';
import { hintsFor } from './hints.ts';

describe('hintsFor', () => {
  it.each(Object.keys(TOOLS).filter(isToolName))('says what the hand does with %s', (tool) => {
    expect(hintsFor(tool, false)[0].input).toMatch(/^(Drag|Click)/);
  });
  it('promises no painting to somebody who may only look', () => {
    expect(hintsFor('brush', true)[0]).toEqual({ input: 'Drag', effect: 'crosshair' });
  });
});
