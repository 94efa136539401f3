import type { ToolDefinition } from '../tool.ts';
import { idle } from './states/idle.ts';

/** "Somewhere in here" is the label: a box in 3D, drawn in one view and adjusted in all of them before it is fixed. */
export const box: ToolDefinition = { title: 'Box prompt', paints: true, outlines: true, idle };
