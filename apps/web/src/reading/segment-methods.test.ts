import { METHODS } from '@scholia/segmentation';
import { describe, expect, it } from 'vitest';
import { METHOD_CHOICES, MODEL_CHOICES, titleOfMethod } from './segment-methods.ts';

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

describe('MODEL_CHOICES', () => {
  it('has the methods whose models take clicks; those of all labels also answer without', () => {
    expect(MODEL_CHOICES.map(({ name, answersUnprompted }) => [name, answersUnprompted])).toEqual([
      ['deepedit', true],
      ['deepgrow-3d', false],
      ['deepgrow-2d', false],
    ]);
    for (const { hint } of MODEL_CHOICES) expect(hint('Kidney')).toContain('Kidney');
    expect(['automatic', 'deepgrow-3d', 'graph-cut', 'magic'].map(titleOfMethod)).toEqual([
      'Automatic',
      'DeepGrow 3D',
      'Graph cut',
      'magic',
    ]);
  });
});
