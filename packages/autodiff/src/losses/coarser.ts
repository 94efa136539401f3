import type { Value } from '../graph.ts';
import type { Dims } from '../onnx/model.ts';
import { cut } from '../primitives.ts';

/** Classes [N, 1, ...] of a coarser level, for deep supervision: of each block the voxel just past its middle. */
export function coarser(classes: Value, space: Dims): Value {
  return cut(
    classes,
    space.map((size, axis) => {
      const end = classes.dims[axis + 2];
      const step = end / size;
      return { axis: axis + 2, start: Math.trunc(step / 2), end, step };
    }),
  );
}
