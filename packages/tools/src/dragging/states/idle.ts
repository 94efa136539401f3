import type { ToolEffect, ToolState } from '../../tool.ts';
import { dragging } from './dragging.ts';

/** Turns a drag from one sample to the next into an effect; `start` is where the gesture began. All CSS pixels. */
export type DragEffect = (by: readonly [number, number], start: readonly [number, number]) => ToolEffect;

export function idle(effectOf: DragEffect): ToolState {
  const state: ToolState = {
    name: 'idle',
    begin: (sample) => dragging(sample.screen, sample.screen, effectOf, state),
    update: () => state,
    complete: () => state,
    cancel: () => state,
  };
  return state;
}
