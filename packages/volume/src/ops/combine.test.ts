import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Labelmap } from '../labelmap.ts';
import { COMBINATIONS, combine } from './combine.ts';
import { applied, arbitraryLabelled } from './testing.ts';

describe('combine', () => {
  it('[VO48] is the operation on sets, within one labelmap and between two', () => {
    fc.assert(
      fc.property(
        arbitraryLabelled,
        fc.constantFrom(...COMBINATIONS),
        fc.boolean(),
        ({ dense, labels }, how, isElsewhere) => {
          const otherDense = isElsewhere ? dense.map((_, at) => dense[dense.length - 1 - at]) : dense;
          const other = isElsewhere ? Labelmap.fromDense(labels.dims, otherDense) : labels;
          const result = combine(how, { labels, label: 1 }, { labels: other, label: 2 });
          const expected = dense.map((value, at) => {
            const [isIn, isInOther] = [value === 1, otherDense[at] === 2];
            const is = {
              copy: isIn || isInOther,
              subtract: isIn && !isInOther,
              intersect: isIn && isInOther,
              replace: isInOther,
            }[how];
            if (is) return 1;
            return isIn ? 0 : value;
          });
          expect(applied(labels, result)).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
});
