import type { ToolDefinition, ToolState } from '../tool.ts';

const idle: ToolState = {
  name: 'idle',
  begin(sample, context) {
    context.emit({ type: 'CrosshairMoved', ijk: sample.ijk });
    return pointing;
  },
  update: () => idle,
  complete: () => idle,
  cancel: () => idle,
};

const pointing: ToolState = {
  name: 'pointing',
  begin: () => pointing,
  update(sample, context) {
    context.emit({ type: 'CrosshairMoved', ijk: sample.ijk });
    return pointing;
  },
  complete: () => idle,
  cancel: () => idle,
};

/** The crosshair follows the pointer while pressed; the other views show the slices through it. */
export const navigate: ToolDefinition = { title: 'Navigate', paints: false, idle };
