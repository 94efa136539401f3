import type { BoxShape } from '@scholia/volume';
import type { ToolContext, ToolState } from '../../tool.ts';
import { gripAt } from '../box.ts';
import { boxPaint } from '../box-paint.ts';
import { dragging } from './dragging.ts';
import { drawing } from './drawing.ts';

/**
 * Drawn, and not pressed: the box waits, through any number of gestures, until `complete` fixes it or `cancel` drops it. A press
 * on it drags its faces or moves it, one beside it draws another in its place.
 */
export function resting(box: BoxShape, label: number, context: ToolContext, idle: ToolState): ToolState {
  const { grid, emit } = context;
  const rest = (other: BoxShape, otherLabel = label) => resting(other, otherLabel, context, idle);
  const state: ToolState = {
    name: 'resting',
    begin(sample) {
      const grip = gripAt(grid, box, sample);
      if (!grip) return drawing(sample, context, { rest, leave: () => rest(box) });
      return dragging({ box, label, grip, start: sample.ijk }, context, (dragged) => rest(dragged));
    },
    update: () => state,
    complete() {
      emit({ type: 'RegionCompleted', paint: boxPaint(box, label) });
      return idle;
    },
    cancel() {
      emit({ type: 'PaintCancelled' });
      return idle;
    },
  };
  emit({ type: 'RegionOutlined', paint: boxPaint(box, label) });
  return state;
}
