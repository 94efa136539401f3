import { METHODS } from '@scholia/segmentation';
import { describe, expect, it } from 'vitest';
import { METHOD_CHOICES } from './segment-methods.ts';

const named = (name: string) => METHOD_CHOICES.find((choice) => choice.name === name);

describe('METHOD_CHOICES', () => {
  it('has every method, with a hint about the label', () => {
    expect(METHOD_CHOICES.map(({ name }) => name)).toEqual(Object.keys(METHODS));
    for (const { hint } of METHOD_CHOICES) expect(hint('Kidney')).toContain('Kidney');
  });
  it('knows where several labels at once make a difference, and which method looks into a box', () => {
    expect(['graph-cut', 'flood', 'box', 'interpolate'].map((name) => named(name)?.labelsCompete)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(METHOD_CHOICES.filter(({ takesBoxes }) => takesBoxes)).toEqual([named('box')]);
  });
});
