import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedTo } from '../grid/connected.ts';
import { largestPart } from './largest-part.ts';

describe('largestPart', () => {
  it('is the largest of what is connected to any one cell', () => {
    const length = fc.integer({ min: 1, max: 5 });
    const masks = fc.tuple(length, length, length).chain(([ci, cj, ck]) =>
      fc.record({
        dims: fc.constant<Dims>([ci, cj, ck]),
        mask: fc.uint8Array({ min: 0, max: 1, minLength: ci * cj * ck, maxLength: ci * cj * ck }),
      }),
    );
    fc.assert(
      fc.property(masks, ({ dims, mask }) => {
        let largest: Uint8Array = new Uint8Array(mask.length);
        const sizeOf = (part: Uint8Array) => part.reduce((sum, value) => sum + value, 0);
        mask.forEach((_, start) => {
          const part = connectedTo(mask, [start], dims);
          if (sizeOf(part) > sizeOf(largest)) largest = part;
        });
        expect(largestPart(mask, dims)).toEqual(largest);
      }),
    );
  });
});
