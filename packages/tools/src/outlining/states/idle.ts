import type { ToolState } from '../../tool.ts';
import type { Outline, OutlineOptions } from '../outline.ts';
import { outlining } from './outlining.ts';

/** Waiting for a press, which begins an outline with the settings of that moment. */
export function idle(begin: (options: OutlineOptions) => Outline, erases: boolean): ToolState {
  const state: ToolState = {
    name: 'idle',
    begin(sample, context) {
      const { grid, settings } = context;
      const outline = begin({ grid, axis: sample.axis, first: sample.ijk, settings });
      const value = erases ? 0 : settings.label;
      return outlining(outline, { value, policy: settings.policy, locked: settings.locked }, context, state);
    },
    update: () => state,
    complete: () => state,
    cancel: () => state,
  };
  return state;
}
