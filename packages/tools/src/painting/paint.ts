import type { OverwritePolicy } from '@scholia/collab';
import type { StrokeShape } from '@scholia/volume';

/** Intensities in the file's units, both ends included. */
export interface IntensityRange {
  readonly low: number;
  readonly high: number;
}

/** What the person has chosen. Millimetres decide; voxels only store. */
export interface PaintSettings {
  /** Label painted by the brush and meant by a foreground scribble, 1..254. */
  readonly label: number;
  readonly radiusMm: number;
  /** 'disc' paints in the slice under the pointer, 'sphere' in its neighbours too. */
  readonly shape: 'disc' | 'sphere';
  readonly policy: OverwritePolicy;
  /** Labels that are never overwritten. */
  readonly locked: readonly number[];
  /** Brush and eraser touch only voxels whose intensity is in this range. (Default: all) */
  readonly range?: IntensityRange | undefined;
}

/** One stroke, ready to become one operation. `value` 0 erases. */
export interface Paint {
  readonly layer: 'labels' | 'prompts';
  readonly value: number;
  readonly shape: StrokeShape;
  readonly policy: OverwritePolicy;
  readonly locked: readonly number[];
  readonly range?: IntensityRange | undefined;
}

/** A scribble is a thin mark, whatever the brush: radius as a share of the brush, never above this. */
export const SCRIBBLE_RADIUS_MM = 1.5;

export const DEFAULT_PAINT_SETTINGS: PaintSettings = {
  label: 1,
  radiusMm: 4,
  shape: 'disc',
  policy: { mode: 'all' },
  locked: [],
};
