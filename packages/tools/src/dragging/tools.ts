import type { ToolDefinition } from '../tool.ts';
import { idle } from './states/idle.ts';

/** Dragging this many CSS pixels up doubles the size. */
const PIXELS_PER_DOUBLING = 150;

export const pan: ToolDefinition = {
  title: 'Pan',
  paints: false,
  idle: idle((by, at) => ({ type: 'Panned', by, at })),
};

export const zoom: ToolDefinition = {
  title: 'Zoom',
  paints: false,
  idle: idle((by, at) => ({ type: 'Zoomed', factor: 2 ** (-by[1] / PIXELS_PER_DOUBLING), at })),
};

/** Right and left change the window's width, up and down its level. */
export const windowLevel: ToolDefinition = {
  title: 'Window',
  paints: false,
  idle: idle((by) => ({ type: 'WindowDragged', by })),
};
