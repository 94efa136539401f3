import type { ToolState } from '../../tool.ts';
import type { PaintSettings } from '../paint.ts';
import { StrokeBuilder } from '../stroke-builder.ts';
import { type PaintKind, painting } from './painting.ts';

/** Waiting for a press. A press starts a stroke with the settings of that moment; later changes wait for the next one. */
export function idle(kindOf: (settings: PaintSettings) => PaintKind): ToolState {
  const state: ToolState = {
    name: 'idle',
    begin(sample, context) {
      const kind = kindOf(context.settings);
      const builder = new StrokeBuilder(context.grid, {
        axis: sample.axis,
        first: sample.ijk,
        shape: kind.shape,
        radiusMm: kind.radiusMm,
      });
      return painting(builder, kind, context.settings, context, state);
    },
    update: () => state,
    complete: () => state,
    cancel: () => state,
  };
  return state;
}
