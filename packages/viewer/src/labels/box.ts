import type { Vec3 } from '@scholia/geometry';

/** A box of canonical voxels, `low` inclusive, `high` exclusive. */
export interface Box {
  readonly low: Vec3;
  readonly high: Vec3;
}

export function boxVoxels({ low, high }: Box): number {
  return Math.max(0, high[0] - low[0]) * Math.max(0, high[1] - low[1]) * Math.max(0, high[2] - low[2]);
}

export function union(a: Box, b: Box): Box {
  return {
    low: [Math.min(a.low[0], b.low[0]), Math.min(a.low[1], b.low[1]), Math.min(a.low[2], b.low[2])],
    high: [Math.max(a.high[0], b.high[0]), Math.max(a.high[1], b.high[1]), Math.max(a.high[2], b.high[2])],
  };
}
