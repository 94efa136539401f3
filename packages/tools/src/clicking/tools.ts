import { CLICK_RADIUS_UM, PROMPT_BACKGROUND } from '@scholia/collab';
import type { Paint, PaintSettings } from '../painting/paint.ts';
import { StrokeBuilder } from '../painting/stroke-builder.ts';
import type { ToolContext, ToolDefinition, ToolState } from '../tool.ts';

/** "This voxel is the label". */
export const clickInside: ToolDefinition = {
  title: 'Click: inside',
  paints: true,
  outlines: true,
  idle: idle(({ label }) => label),
};

/** "This voxel is not the label". */
export const clickOutside: ToolDefinition = {
  title: 'Click: outside',
  paints: true,
  outlines: true,
  idle: idle(() => PROMPT_BACKGROUND),
};

/** A press says which voxel; there is nothing to drag. */
function idle(meaning: (settings: PaintSettings) => number): ToolState {
  const state: ToolState = {
    name: 'idle',
    begin({ ijk, axis }, context) {
      const [i, j, k] = ijk.map(Math.round);
      const point = { axis, first: [i, j, k], shape: 'disc', radiusMm: CLICK_RADIUS_UM / 1000 } as const;
      return pointing(
        {
          layer: 'prompts',
          value: meaning(context.settings),
          shape: new StrokeBuilder(context.grid, point).shape(),
          policy: { mode: 'all' },
          locked: [],
        },
        context,
        state,
      );
    },
    update: () => state,
    complete: () => state,
    cancel: () => state,
  };
  return state;
}

/** Pressed. `complete` emits the click, `cancel` leaves no trace. */
function pointing(paint: Paint, context: ToolContext, idle: ToolState): ToolState {
  const state: ToolState = {
    name: 'pointing',
    begin: () => state,
    update: () => state,
    complete() {
      context.emit({ type: 'PaintCompleted', paint });
      return idle;
    },
    cancel() {
      context.emit({ type: 'PaintCancelled' });
      return idle;
    },
  };
  context.emit({ type: 'PaintExtended', added: paint });
  return state;
}
