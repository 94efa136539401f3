import type { OverwritePolicy } from '@scholia/collab';
import type { Vec3 } from '@scholia/geometry';
import type { IntensityRange } from '../painting/paint.ts';
import type { Axis, ToolContext, ToolDefinition, ToolState } from '../tool.ts';

/** Where a fill starts; how far it goes depends on the image. `value` 0 erases. */
export interface SeedPaint {
  readonly layer: 'labels';
  readonly value: number;
  /** Whole voxel of the stored image. */
  readonly seed: Vec3;
  /** Only in the slice of the seed whose normal is this; undefined: in 3D. */
  readonly axis: Axis | undefined;
  readonly range: IntensityRange | undefined;
  readonly policy: OverwritePolicy;
  readonly locked: readonly number[];
}

export const fill: ToolDefinition = { title: 'Fill', paints: true, outlines: true, idle: idle(false) };
export const fillEraser: ToolDefinition = { title: 'Fill: erase', paints: true, outlines: true, idle: idle(true) };

/** A press places the seed; there is nothing to drag. With a sphere in hand it fills in 3D. */
function idle(erases: boolean): ToolState {
  const state: ToolState = {
    name: 'idle',
    begin({ ijk, axis }, { grid, settings, emit }: ToolContext) {
      const [i, j, k] = ijk.map((at, along) => Math.min(grid.dims[along] - 1, Math.max(0, Math.round(at))));
      const { policy, locked, range } = settings;
      const paint: SeedPaint = {
        layer: 'labels',
        value: erases ? 0 : settings.label,
        seed: [i, j, k],
        axis: settings.shape === 'sphere' ? undefined : axis,
        range,
        policy,
        locked,
      };
      emit({ type: 'SeedPlaced', paint });
      return state;
    },
    update: () => state,
    complete: () => state,
    cancel: () => state,
  };
  return state;
}
