import type { OverwritePolicy } from '@scholia/collab';
import type { IntensityRange, Paint } from '@scholia/tools';
import { BRICK, type Grid, type Labelmap, rasteriseStroke } from '@scholia/volume';
import type { Orientation } from '../space/orientation.ts';
import type { Intensities } from '../viewer-api.ts';
import type { Box } from './box.ts';

/**
 * The labels as they are drawn: one byte per voxel, canonical order, x fastest. Filled from bricks of the stored grid, and
 * painted in advance by the stroke under way. Nothing here decides what the labels are; the fold does.
 */
export class LabelBitmap {
  readonly voxels: Uint8Array;
  readonly #orientation: Orientation;

  constructor(orientation: Orientation) {
    this.#orientation = orientation;
    this.voxels = new Uint8Array(orientation.dims[0] * orientation.dims[1] * orientation.dims[2]);
  }

  /** Copies one brick (32^3 of the stored grid; a missing one is empty). Returns the canonical box that it covers. */
  copyBrick(labels: Labelmap, index: number): Box {
    const { fileDims, strides } = this.#orientation;
    const { offset, stride } = strides;
    const origin = labels.brickOrigin(index);
    const size = origin.map((start, axis) => Math.min(BRICK, fileDims[axis] - start));
    const brick = labels.brick(index);
    for (let k = 0; k < size[2]; k++) {
      for (let j = 0; j < size[1]; j++) {
        let to = offset + origin[0] * stride[0] + (origin[1] + j) * stride[1] + (origin[2] + k) * stride[2];
        if (!brick) {
          for (let i = 0; i < size[0]; i++, to += stride[0]) this.voxels[to] = 0;
          continue;
        }
        let from = BRICK * (j + BRICK * k);
        for (let i = 0; i < size[0]; i++, to += stride[0]) this.voxels[to] = brick[from++];
      }
    }
    return this.boxOf(origin, [origin[0] + size[0] - 1, origin[1] + size[1] - 1, origin[2] + size[2] - 1]);
  }

  /**
   * Paints a stroke, or a piece of one, by the same rasteriser and the same overwrite rules as the fold, evaluated against
   * what is shown. Returns the canonical box and the stored-grid bricks that it touched, or undefined if it touched none.
   */
  paint(grid: Grid, paint: Paint, intensities?: Intensities): { box: Box; bricks: Set<number> } | undefined {
    const { offset, stride } = this.#orientation.strides;
    const { voxels } = this;
    const may = overwritable(paint.policy, paint.locked);
    const accepts = acceptance(paint.range, intensities);
    const bricksI = Math.ceil(grid.dims[0] / BRICK);
    const bricksJ = Math.ceil(grid.dims[1] / BRICK);
    const bricks = new Set<number>();
    let low: [number, number, number] = [Infinity, Infinity, Infinity];
    let high: [number, number, number] = [-1, -1, -1];
    rasteriseStroke(grid, paint.shape, (i0, i1, j, k) => {
      let at = offset + i0 * stride[0] + j * stride[1] + k * stride[2];
      const first = grid.dims[0] * (j + grid.dims[1] * k);
      for (let i = i0; i <= i1; i++, at += stride[0])
        if (may[voxels[at]] === 1 && accepts(first + i)) voxels[at] = paint.value;
      const row = bricksI * ((j >> 5) + bricksJ * (k >> 5));
      for (let b = i0 >> 5; b <= i1 >> 5; b++) bricks.add(b + row);
      low = [Math.min(low[0], i0), Math.min(low[1], j), Math.min(low[2], k)];
      high = [Math.max(high[0], i1), Math.max(high[1], j), Math.max(high[2], k)];
    });
    return bricks.size === 0 ? undefined : { box: this.boxOf(low, high), bricks };
  }

  /** The canonical box of the stored voxels `low`..`high`, both inclusive. */
  boxOf(low: readonly [number, number, number], high: readonly [number, number, number]): Box {
    const a = this.#orientation.toCanonical(low);
    const b = this.#orientation.toCanonical(high);
    return {
      low: [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.min(a[2], b[2])],
      high: [Math.max(a[0], b[0]) + 1, Math.max(a[1], b[1]) + 1, Math.max(a[2], b[2]) + 1],
    };
  }
}

/** Whether a stored voxel, by its linear index, is in the range. */
function acceptance(
  range: IntensityRange | undefined,
  intensities: Intensities | undefined,
): (index: number) => boolean {
  if (!range || !intensities) return () => true;
  const { voxels, slope, intercept } = intensities;
  return (index) => {
    const intensity = voxels[index] * slope + intercept;
    return intensity >= range.low && intensity <= range.high;
  };
}

/** 256 flags: may a voxel that holds this label be written? */
export function overwritable(policy: OverwritePolicy, locked: readonly number[]): Uint8Array {
  const may = new Uint8Array(256);
  if (policy.mode === 'all') may.fill(1);
  else if (policy.mode === 'onlyEmpty') may[0] = 1;
  else may[policy.label] = 1;
  for (const label of locked) may[label] = 0;
  return may;
}
