import {
  BRICK,
  boxInside,
  type Dims,
  type Grid,
  patchBox,
  regionReach,
  strokeReach,
  type VoxelBox,
} from '@scholia/volume';
import { isShaped, type Layer, type OperationEntry } from './operation.ts';

/** Numbers per entry: first and last brick along i, j, k. */
const STRIDE = 6;

/**
 * Which operations of one layer may have written a brick, by the boxes that hold their shapes: enough to refold the
 * bricks that somebody touches, without rasterising the whole history of a reading.
 */
export class BrickCandidates {
  readonly #entries: OperationEntry[] = [];
  readonly #boxes: Uint16Array;

  /** `ordered` is in total order. */
  constructor(grid: Grid, layer: Layer, ordered: readonly OperationEntry[]) {
    this.#entries = ordered.filter(({ op }) => 'layer' in op && op.layer === layer);
    this.#boxes = new Uint16Array(STRIDE * this.#entries.length);
    for (const [n, entry] of this.#entries.entries()) {
      const { from, to } = reachOf(grid, entry);
      this.#boxes.set([...from, ...to].map(toBrick), STRIDE * n);
    }
  }

  /** In total order. */
  of([bi, bj, bk]: Dims): OperationEntry[] {
    const boxes = this.#boxes;
    return this.#entries.filter((_, n) => {
      const at = STRIDE * n;
      return (
        boxes[at] <= bi &&
        bi <= boxes[at + 3] &&
        boxes[at + 1] <= bj &&
        bj <= boxes[at + 4] &&
        boxes[at + 2] <= bk &&
        bk <= boxes[at + 5]
      );
    });
  }
}

/** A patch that leaves the image writes nothing. */
const clipped = (box: VoxelBox, { dims }: Grid): VoxelBox =>
  boxInside(dims, box) ? box : { from: [0, 0, 0], to: [0, 0, 0] };

const toBrick = (voxel: number) => Math.floor(voxel / BRICK);

/** A box that holds all that an operation may write. What is in a blob may not be here: it may reach anywhere. */
export function reachOf(grid: Grid, { op }: Pick<OperationEntry, 'op'>): VoxelBox {
  if (op.type === 'Patch' && 'patch' in op.content) return clipped(patchBox(op.content.patch), grid);
  if (!isShaped(op)) return { from: [0, 0, 0], to: grid.dims };
  return op.type === 'Stroke' ? strokeReach(grid, op.shape) : regionReach(grid, op.shape);
}
