import { type Fold, promptsInForce } from '@scholia/collab';
import { type Dims, type StrokeShape, SUBVOXEL } from '@scholia/volume';

/** A voxel of the file, and what somebody said of it: a label, or PROMPT_BACKGROUND for none of them. */
export interface PromptedVoxel {
  readonly ijk: Dims;
  readonly value: number;
}

/** Nearer to one another than this, clicks along a scribble would only repeat themselves. */
const APART_MM = 3;

/**
 * What prompts say to a network that takes clicks: of a click its voxel, of a scribble voxels along it, of other shapes nothing. A voxel
 * that somebody has prompted otherwise since is left out, and each is there once. Oldest first.
 */
export function clicksOfPrompts(fold: Fold): PromptedVoxel[] {
  const spacingMm = fold.grid.spacingUm.map((um) => um / 1000);
  const clicks = new Map<string, PromptedVoxel>();
  for (const { op } of promptsInForce(fold).reverse()) {
    if (op.type !== 'Stroke' || op.value === 0) continue;
    for (const ijk of voxelsAlong(op.shape, spacingMm))
      if (fold.prompts.get(...ijk) === op.value) clicks.set(ijk.join(), { ijk, value: op.value });
  }
  return [...clicks.values()];
}

/** The first voxel of a stroke, and then each that is far enough from the one before. */
function voxelsAlong({ points }: StrokeShape, spacingMm: readonly number[]): Dims[] {
  const voxels: Dims[] = [voxelAt(points, 0, 0)];
  for (let p = 3; p < points.length; p += 3) {
    const longest = Math.max(...[0, 1, 2].map((axis) => Math.abs(points[p + axis] - points[p - 3 + axis])));
    const steps = Math.ceil(longest / SUBVOXEL);
    for (let step = 1; step <= steps; step++) {
      const voxel = voxelAt(points, p - 3, step / steps);
      const last = voxels[voxels.length - 1];
      const apart = Math.hypot(...voxel.map((at, axis) => (at - last[axis]) * spacingMm[axis]));
      if (apart >= APART_MM) voxels.push(voxel);
    }
  }
  return voxels;
}

/** The voxel under the point that lies this share of the way from the point at `from` to the next one. */
function voxelAt(points: Int32Array, from: number, share: number): Dims {
  const along = (axis: number) => {
    const [start, end] = [points[from + axis], points[Math.min(from + 3, points.length - 3) + axis]];
    return Math.round((start + share * (end - start)) / SUBVOXEL);
  };
  return [along(0), along(1), along(2)];
}
