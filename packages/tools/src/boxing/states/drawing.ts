import { type BoxShape, planeAxes } from '@scholia/volume';
import type { PointerSample, ToolContext, ToolState } from '../../tool.ts';
import { drawnBox, middleOf } from '../box.ts';
import { boxPaint } from '../box-paint.ts';

export interface AfterDrawing {
  rest(box: BoxShape, label: number): ToolState;
  /** After a click, and when it is cancelled. */
  leave(): ToolState;
}

/** Pressed: the rectangle goes from where the press was to where the pointer is. */
export function drawing(start: PointerSample, { grid, settings, emit }: ToolContext, after: AfterDrawing): ToolState {
  const { label } = settings;
  let box: BoxShape | undefined;
  const state: ToolState = {
    name: 'drawing',
    begin: () => state,
    update(sample) {
      const drawn = drawnBox(grid, start.axis, start.ijk, sample.ijk);
      const isClick = planeAxes(start.axis).every((along) => drawn.from[along] === drawn.to[along]);
      if (isClick && !box) return state;
      box = drawn;
      emit({ type: 'RegionOutlined', paint: boxPaint(box, label) });
      return state;
    },
    complete() {
      if (!box) return after.leave();
      // The other views show their slices through its middle, so that all faces can be pulled.
      emit({ type: 'CrosshairMoved', ijk: middleOf(box) });
      return after.rest(box, label);
    },
    cancel: () => after.leave(),
  };
  return state;
}
