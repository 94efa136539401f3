import { BRICK, type Labelmap } from '@scholia/volume';
import type { Orientation } from '../space/orientation.ts';
import { PLANES, type Plane } from '../space/plane.ts';

/** One plane of a labelmap: `values[x + width * y]`, x along the plane's 'right' axis, y along its 'up' axis, canonical. */
export interface LabelSlice {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
  readonly isEmpty: boolean;
}

/** Reads one canonical slice out of a labelmap on the stored grid. Visits only the bricks that the slice cuts. */
export function extractSlice(labels: Labelmap, orientation: Orientation, plane: Plane, slice: number): LabelSlice {
  const { right, up } = PLANES[plane];
  const { perm, flip } = orientation.map;
  const [width, height] = [orientation.dims[right], orientation.dims[up]];
  const values = new Uint8Array(width * height);
  const [a, b, normal] = [perm[right], perm[up], orientation.fileAxis(plane)];
  const fileSlice = orientation.flipSlice(plane, slice);
  const count = labels.brickCount;
  const brickStride = [1, count[0], count[0] * count[1]];
  const inStride = [1, BRICK, BRICK * BRICK];
  const { fileDims } = orientation;
  let isEmpty = true;
  for (let bb = 0; bb < count[b]; bb++) {
    for (let ba = 0; ba < count[a]; ba++) {
      const brick = labels.brick(
        ba * brickStride[a] + bb * brickStride[b] + Math.floor(fileSlice / BRICK) * brickStride[normal],
      );
      if (!brick) continue;
      const base = (fileSlice % BRICK) * inStride[normal];
      const [endA, endB] = [Math.min(BRICK, fileDims[a] - ba * BRICK), Math.min(BRICK, fileDims[b] - bb * BRICK)];
      for (let v = 0; v < endB; v++) {
        const fileB = bb * BRICK + v;
        const y = flip[up] ? height - 1 - fileB : fileB;
        for (let u = 0; u < endA; u++) {
          const value = brick[base + u * inStride[a] + v * inStride[b]];
          if (value === 0) continue;
          isEmpty = false;
          const fileA = ba * BRICK + u;
          values[(flip[right] ? width - 1 - fileA : fileA) + width * y] = value;
        }
      }
    }
  }
  return { width, height, values, isEmpty };
}
