import type { Vec3 } from '@scholia/geometry';
import type { BoxShape } from '@scholia/volume';
import type { ToolContext, ToolState } from '../../tool.ts';
import { draggedBox, type Grip } from '../box.ts';
import { boxPaint } from '../box-paint.ts';

export interface Held {
  readonly box: BoxShape;
  readonly label: number;
  readonly grip: Grip;
  /** Where it was taken hold of, continuous ijk. */
  readonly start: Vec3;
}

/** Pressed on the box: what is held of it follows the pointer. `cancel` gives back the box as it was. */
export function dragging(
  { box, label, grip, start }: Held,
  { grid, emit }: ToolContext,
  rest: (box: BoxShape) => ToolState,
): ToolState {
  let dragged = box;
  const state: ToolState = {
    name: 'dragging',
    begin: () => state,
    update({ ijk }) {
      dragged = draggedBox(grid, box, grip, start, ijk);
      emit({ type: 'RegionOutlined', paint: boxPaint(dragged, label) });
      return state;
    },
    complete: () => rest(dragged),
    cancel: () => rest(box),
  };
  return state;
}
