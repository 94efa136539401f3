import { pan, windowLevel, zoom } from './dragging/tools.ts';
import { navigate } from './navigate/tool.ts';
import { brush, eraser, scribbleBackground, scribbleForeground } from './painting/tools.ts';
import type { ToolDefinition } from './tool.ts';

export const TOOLS = {
  navigate,
  brush,
  eraser,
  'scribble-foreground': scribbleForeground,
  'scribble-background': scribbleBackground,
  pan,
  zoom,
  window: windowLevel,
} as const satisfies Record<string, ToolDefinition>;

export type ToolName = keyof typeof TOOLS;

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(TOOLS, name);
}
