import type { ToolState } from '../../tool.ts';
import type { DragEffect } from './idle.ts';

/** Pressed and moving. View changes apply as they happen; there is nothing to commit and nothing to take back. */
export function dragging(
  start: readonly [number, number],
  last: readonly [number, number],
  effectOf: DragEffect,
  idle: ToolState,
): ToolState {
  const state: ToolState = {
    name: 'dragging',
    begin: () => state,
    update(sample, context) {
      const by = [sample.screen[0] - last[0], sample.screen[1] - last[1]] as const;
      if (by[0] === 0 && by[1] === 0) return state;
      context.emit(effectOf(by, start));
      return dragging(start, sample.screen, effectOf, idle);
    },
    complete: () => idle,
    cancel: () => idle,
  };
  return state;
}
