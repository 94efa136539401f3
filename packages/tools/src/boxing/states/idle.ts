import type { ToolContext, ToolState } from '../../tool.ts';
import { drawing } from './drawing.ts';
import { resting } from './resting.ts';

/** No box yet. A press begins to draw one; a mere click does not. */
export const idle: ToolState = {
  name: 'idle',
  begin: (sample, context) =>
    drawing(sample, context, {
      rest: (box, label) => resting(box, label, context, idle),
      leave: () => left(context),
    }),
  update: () => idle,
  complete: () => idle,
  cancel: () => idle,
};

function left(context: ToolContext): ToolState {
  context.emit({ type: 'PaintCancelled' });
  return idle;
}
