import { isAppError } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestMm } from './grid/extent.ts';
import { type Parameters, valuesFrom } from './method.ts';
import { METHODS } from './registry.ts';

const parameters = {
  smooth: {
    type: 'number',
    title: 'Smoothing',
    min: 0,
    max: 10,
    step: 0.1,
    default: 1,
    found: (image) => shortestMm(image) / 3,
  },
  way: { type: 'choice', title: 'Way', choices: ['there', 'back'], default: 'there' },
} as const satisfies Parameters;
const method = { name: 'made-up', parameters };

const imageOf = (mm: number) => ({ dims: [2, 2, 2], spacingMm: [mm, mm, mm] }) as const;

describe('valuesFrom', () => {
  it('takes what is set, else what the image says, else the default', () => {
    expect(valuesFrom(method, {})).toEqual({ smooth: 1, way: 'there' });
    expect(valuesFrom(method, {}, imageOf(2))).toEqual({ smooth: 0.7, way: 'there' });
    expect(valuesFrom(method, { smooth: 0, way: 'back' }, imageOf(2))).toEqual({ smooth: 0, way: 'back' });
  });

  it('finds nothing beyond the limits', () => {
    expect(valuesFrom(method, {}, imageOf(90)).smooth).toBe(10);
  });

  it('refuses what is not a parameter, and what it does not take, with or without an image', () => {
    for (const image of [undefined, imageOf(1)])
      for (const set of [{ other: 1 }, { smooth: 11 }, { smooth: '1' }, { way: 'up' }]) {
        let reason: unknown;
        try {
          valuesFrom(method, set, image);
        } catch (error) {
          if (isAppError(error)) reason = error.details.reason;
        }
        expect(reason).toBe('bad-parameter');
      }
  });

  it('finds a value that every method takes, for any image', () => {
    const mm = fc.constantFrom(0.01, 0.3, 1, 3, 100);
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.tuple(mm, mm, mm), fc.tuple(size, size, size), (spacingMm, dims) => {
        for (const one of Object.values(METHODS)) {
          const found = valuesFrom(
            { name: one.name, parameters: one.parameters as Parameters },
            {},
            { dims, spacingMm },
          );
          // What was found can be set.
          expect(valuesFrom({ name: one.name, parameters: one.parameters as Parameters }, found)).toEqual(found);
        }
      }),
      { numRuns: 20 },
    );
  });
});
