import type { LabelSlice } from './slice.ts';

/** A closed line along voxel edges: [x, y]*n, in voxel corners (voxel (0,0) spans 0..1), corners only, not repeated. */
export type Loop = Int32Array;

interface Extent {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

/**
 * The borders of every label in a slice, traced along voxel edges, so exact at any zoom: label -> closed loops. The label
 * is on the left of each loop's direction (y up), holes run the other way; where two voxels touch by a corner only, the loops
 * stay apart.
 */
export function contours(slice: LabelSlice): Map<number, Loop[]> {
  const found = new Map<number, Loop[]>();
  if (slice.isEmpty) return found;
  for (const [label, extent] of extents(slice)) found.set(label, trace(slice, label, extent));
  return found;
}

/** Where each label lies, x1 and y1 inclusive: tracing then looks at no more than that. */
function extents({ width, height, values }: LabelSlice): Map<number, Extent> {
  const found = new Map<number, Extent>();
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const label = values[at];
      if (label === 0) continue;
      const extent = found.get(label);
      if (!extent) {
        found.set(label, { x0: x, x1: x, y0: y, y1: y });
        continue;
      }
      if (x < extent.x0) extent.x0 = x;
      if (x > extent.x1) extent.x1 = x;
      extent.y1 = y;
    }
  }
  return found;
}

/** Directions: 0 right, 1 up, 2 left, 3 down. */
const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, 1, 0, -1];

function trace({ width, height, values }: LabelSlice, label: number, { x0, x1, y0, y1 }: Extent): Loop[] {
  const columns = x1 - x0 + 2;
  const inside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && values[x + width * y] === label;
  /** Per corner, one bit for each direction in which an edge leaves it with the label on its left. */
  const leaving = new Uint8Array(columns * (y1 - y0 + 2));
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      if (values[x + width * y] !== label) continue;
      const corner = x - x0 + columns * (y - y0);
      if (!inside(x, y - 1)) leaving[corner] |= 1;
      if (!inside(x + 1, y)) leaving[corner + 1] |= 2;
      if (!inside(x, y + 1)) leaving[corner + 1 + columns] |= 4;
      if (!inside(x - 1, y)) leaving[corner + columns] |= 8;
    }
  }
  const loops: Loop[] = [];
  for (let start = 0; start < leaving.length; start++) {
    while (leaving[start] !== 0) {
      const first = 31 - Math.clz32(leaving[start] & -leaving[start]);
      const corners: number[] = [];
      let at = start;
      let direction = first;
      let previous = -1;
      do {
        if (direction !== previous) corners.push(x0 + (at % columns), y0 + Math.floor(at / columns));
        previous = direction;
        at += STEP_X[direction] + columns * STEP_Y[direction];
        direction = nextDirection(leaving[at], direction);
        if (at !== start || direction !== first) leaving[at] &= ~(1 << direction);
      } while (at !== start || direction !== first);
      leaving[start] &= ~(1 << first);
      loops.push(Int32Array.from(corners));
    }
  }
  return loops;
}

/** Left turn first: it keeps to the same voxel where two meet at a corner. */
function nextDirection(leaving: number, direction: number): number {
  for (const turn of [1, 0, 3]) {
    const next = (direction + turn) % 4;
    if (leaving & (1 << next)) return next;
  }
  throw new Error('bug: a border that does not close');
}
