import type { Dims, VoxelBox } from '@scholia/volume';
import { type Box, type PerAxis, withMargin } from './grid/region.ts';

/** Values of a method's parameters, as `valuesFrom` gives them. */
type Values = Readonly<Record<string, number | string>>;

/**
 * A box that holds everything that a method looks at, whichever it is. `marks` is the bounding box of all prompts and, for a method
 * that `usesDrawn`, of what is drawn with the labels asked for. For any part of the image that holds this box, on a grid of its
 * own, a method gives the same answer as for the whole image.
 */
export function reachOf(marks: VoxelBox, dims: Dims, spacingMm: PerAxis, { marginMm }: Values): Box {
  return withMargin(marks, dims, spacingMm, typeof marginMm === 'number' ? marginMm : 0);
}
