import type { ToolContext, ToolState } from '../../tool.ts';
import type { Outline } from '../outline.ts';
import type { RegionPaint } from '../region-paint.ts';

/** Pressed. Every sample changes the outline; `complete` emits it filled, `cancel` leaves no trace. */
export function outlining(
  outline: Outline,
  writing: Pick<RegionPaint, 'value' | 'policy' | 'locked'>,
  context: ToolContext,
  idle: ToolState,
): ToolState {
  const paint = (): RegionPaint | undefined => {
    const { region } = outline;
    return region && { layer: 'labels', region, ...writing };
  };
  const show = () => {
    const outlined = paint();
    if (outlined) context.emit({ type: 'RegionOutlined', paint: outlined });
  };
  const state: ToolState = {
    name: 'outlining',
    begin: () => state,
    update(sample) {
      outline.add(sample.ijk);
      show();
      return state;
    },
    complete() {
      const outlined = paint();
      if (outlined) context.emit({ type: 'RegionCompleted', paint: outlined });
      else context.emit({ type: 'PaintCancelled' });
      return idle;
    },
    cancel() {
      context.emit({ type: 'PaintCancelled' });
      return idle;
    },
  };
  show();
  return state;
}
