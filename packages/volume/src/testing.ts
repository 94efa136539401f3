import fc from 'fast-check';
import type { Dims, Grid } from './grid.ts';
import { Labelmap } from './labelmap.ts';
import type { StrokeShape } from './rasterise.ts';
import { planeAxes, type RegionShape } from './region.ts';

/** Small grids, also smaller and larger than a brick, isotropic and not. */
export const arbitraryGrid = (maxAxis = 40): fc.Arbitrary<Grid> =>
  fc.record({
    dims: fc.tuple(axisSize(maxAxis), axisSize(maxAxis), axisSize(maxAxis)) as fc.Arbitrary<Dims>,
    spacingUm: fc.tuple(spacing, spacing, spacing),
  });

const axisSize = (maxAxis: number) => fc.integer({ min: 1, max: maxAxis });
const spacing = fc.constantFrom(300, 700, 1000, 1003, 2500, 5000);

/** A stroke of 1 to 5 points around the grid, some outside of it. */
export const arbitraryStroke = ({ dims }: Grid): fc.Arbitrary<StrokeShape> =>
  fc.record({
    shape: fc.constantFrom('disc' as const, 'sphere' as const),
    axis: fc.constantFrom(0 as const, 1 as const, 2 as const),
    radiusUm: fc.constantFrom(0, 1, 400, 1000, 1500, 2999, 6000, 12_345),
    points: fc
      .array(fc.tuple(...dims.map((size) => fc.integer({ min: -20, max: 8 * size + 20 }))), {
        minLength: 1,
        maxLength: 5,
      })
      .map((points) => Int32Array.from(points.flat())),
  });

/** Labelmaps made of a few boxes, so that runs and empty bricks occur. */
export const arbitraryLabelmap: fc.Arbitrary<Labelmap> = arbitraryGrid(70).chain(({ dims }) =>
  fc
    .array(
      fc.record({
        corner: fc.tuple(...dims.map((size) => fc.nat(size - 1))),
        size: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
        value: fc.integer({ min: 0, max: 255 }),
      }),
      { maxLength: 5 },
    )
    .map((boxes) => {
      const labelmap = new Labelmap(dims);
      for (const { corner, size, value } of boxes)
        for (let k = corner[2]; k < Math.min(dims[2], corner[2] + size[2]); k++)
          for (let j = corner[1]; j < Math.min(dims[1], corner[1] + size[1]); j++)
            labelmap.fillRun(corner[0], Math.min(dims[0], corner[0] + size[0]) - 1, j, k, value);
      return labelmap;
    }),
);

/** A box or a polygon in and around the grid; corners often repeat, coincide with centres, or make the curve cross itself. */
export const arbitraryRegion = ({ dims }: Grid): fc.Arbitrary<RegionShape> =>
  fc.oneof(
    fc.tuple(...dims.map((size) => fc.tuple(fc.nat(size - 1), fc.nat(size - 1)))).map((spans): RegionShape => {
      const [from, to] = [Math.min, Math.max].map(
        (pick) => spans.map(([a, b]) => pick(a, b)) as [number, number, number],
      );
      return { type: 'box', from, to };
    }),
    fc.constantFrom(0 as const, 1 as const, 2 as const).chain((axis) => {
      const plane = planeAxes(axis);
      const corner = fc.tuple(...plane.map((one) => fc.integer({ min: -4, max: 8 * dims[one] - 5 })));
      const onCentre = fc.tuple(...plane.map((one) => fc.nat(dims[one] - 1).map((at) => 8 * at)));
      return fc.record({
        type: fc.constant('polygon' as const),
        axis: fc.constant(axis),
        first: fc.nat(dims[axis] - 1),
        last: fc.constant(dims[axis] - 1),
        points: fc
          .array(fc.oneof(corner, onCentre), { minLength: 3, maxLength: 8 })
          .map((corners) => Int32Array.from(corners.flat())),
      });
    }),
  );
