import { describe, expect, it } from 'vitest';
import { NO_OVERRIDES, overridesOf, textsOf } from './overrides.ts';

describe('overridesOf', () => {
  it('reads numbers however they are parted, and turns a patch into the order of a plan', () => {
    const texts = {
      spacing: '1, 1 ,1.5',
      patch: ' 96 x 80×64 ',
      channels: '16 32;64',
      network: 'dynunet',
      batch: '2',
      learningRate: '3e-3',
    };
    expect(overridesOf(texts)).toEqual({
      overrides: {
        targetSpacingMm: [1, 1, 1.5],
        patch: [64, 80, 96],
        channels: [16, 32, 64],
        network: 'dynunet',
        batch: 2,
        learningRate: 0.003,
      },
      problems: {},
    });
    expect(overridesOf(NO_OVERRIDES)).toEqual({ overrides: {}, problems: {} });
  });

  it('says what is wrong with each, and leaves it out', () => {
    const texts = {
      spacing: '1 1',
      patch: '9.5 9 9',
      channels: '16',
      network: '',
      batch: '1 2',
      learningRate: '-1',
    };
    const { overrides, problems } = overridesOf(texts);
    expect(overrides).toEqual({});
    expect(Object.keys(problems).sort()).toEqual(['batch', 'channels', 'learningRate', 'patch', 'spacing']);
    expect(overridesOf({ ...NO_OVERRIDES, batch: 'two' }).problems.batch).toMatch(/count/);
  });

  it('reads back what a plan says', () => {
    const plan = { targetSpacingMm: [1, 1, 2.5], patch: [16, 64, 48], channels: [8, 16], learningRate: 0.003 };
    expect(overridesOf(textsOf(plan)).overrides).toEqual(plan);
  });
});
