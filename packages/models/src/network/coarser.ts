import type { Value } from '@scholia/autodiff';

/** Classes [N, 1, ...space] at a coarser level: of each block the voxel just past its middle. */
export function coarser(classes: Value, space: readonly number[]): Value {
  const { graph, dims } = classes;
  const factor = space.map((size, axis) => dims[axis + 2] / size);
  if (factor.every((times) => times === 1)) return classes;
  const vector = (of: (axis: number) => number) => graph.indices(space.map((_, axis) => of(axis)));
  return graph.node(
    'Slice',
    [
      classes,
      vector((axis) => Math.trunc(factor[axis] / 2)),
      vector((axis) => dims[axis + 2]),
      vector((axis) => axis + 2),
      vector((axis) => factor[axis]),
    ],
    [...dims.slice(0, 2), ...space],
    {},
    classes.elementType,
  );
}
