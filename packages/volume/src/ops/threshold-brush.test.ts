import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rasteriseStroke } from '../rasterise.ts';
import { arbitraryStroke } from '../testing.ts';
import { applied, arbitraryLabelled } from './testing.ts';
import { thresholdBrush } from './threshold-brush.ts';

describe('thresholdBrush', () => {
  it('[VO40] paints where the stroke and the range meet', () => {
    fc.assert(
      fc.property(
        arbitraryLabelled.chain((image) => fc.tuple(fc.constant(image), arbitraryStroke(image.grid))),
        fc.nat(2),
        ([{ grid, dense, labels }, stroke], value) => {
          const [di, dj] = grid.dims;
          const intensities = Float32Array.from(dense, (label, at) =>
            at % 7 === 0 ? Number.NaN : label + (at % 5) / 10,
          );
          const expected = dense.slice();
          rasteriseStroke(grid, stroke, (i0, i1, j, k) => {
            for (let at = i0 + di * (j + dj * k); at <= i1 + di * (j + dj * k); at++)
              if (intensities[at] >= 0.2 && intensities[at] <= 1.3) expected[at] = value;
          });
          const changes = thresholdBrush(grid, stroke, intensities, { low: 0.2, high: 1.3 }, value, labels);
          expect(applied(labels, changes)).toEqual(expected);
          const isWritten = changes.toDense();
          dense.forEach((label, at) => {
            if (label === value) expect(isWritten[at]).toBe(0);
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});
