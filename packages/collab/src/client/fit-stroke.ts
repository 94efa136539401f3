import { clampPoints, type Grid, MAX_RADIUS_UM, type StrokeShape } from '@scholia/volume';
import { MAX_POINTS } from '../operation-codec.ts';

/**
 * The stroke as the server will accept it: an integer radius, every point inside the image (moved to its border when the
 * pointer left it), and at most MAX_POINTS points (evenly thinned out, ends kept). Tools preview what this returns.
 */
export function fitStroke(grid: Grid, shape: StrokeShape): StrokeShape {
  const radiusUm = Math.min(Math.max(0, Math.round(shape.radiusUm)), MAX_RADIUS_UM);
  return { ...shape, radiusUm, points: clampPoints(grid.dims, thinned(shape.points)) };
}

function thinned(points: Int32Array): Int32Array {
  const count = points.length / 3;
  if (count <= MAX_POINTS) return points;
  const kept = new Int32Array(3 * MAX_POINTS);
  for (let n = 0; n < MAX_POINTS; n++) {
    const from = 3 * Math.round((n * (count - 1)) / (MAX_POINTS - 1));
    kept.set(points.subarray(from, from + 3), 3 * n);
  }
  return kept;
}
