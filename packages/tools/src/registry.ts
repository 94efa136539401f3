import { box } from './boxing/tool.ts';
import { clickInside, clickOutside } from './clicking/tools.ts';
import { pan, windowLevel, zoom } from './dragging/tools.ts';
import { fill, fillEraser } from './filling/tools.ts';
import { navigate } from './navigate/tool.ts';
import { lasso, lassoEraser, rectangle, rectangleEraser } from './outlining/tools.ts';
import { brush, eraser, scribbleBackground, scribbleForeground } from './painting/tools.ts';
import type { ToolDefinition } from './tool.ts';

export const TOOLS = {
  navigate,
  brush,
  eraser,
  lasso,
  'lasso-eraser': lassoEraser,
  rectangle,
  'rectangle-eraser': rectangleEraser,
  fill,
  'fill-eraser': fillEraser,
  box,
  'scribble-foreground': scribbleForeground,
  'scribble-background': scribbleBackground,
  'click-inside': clickInside,
  'click-outside': clickOutside,
  pan,
  zoom,
  window: windowLevel,
} as const satisfies Record<string, ToolDefinition>;

export type ToolName = keyof typeof TOOLS;

const OPPOSITES: readonly (readonly [ToolName, ToolName])[] = [
  ['brush', 'eraser'],
  ['lasso', 'lasso-eraser'],
  ['rectangle', 'rectangle-eraser'],
  ['fill', 'fill-eraser'],
  ['scribble-foreground', 'scribble-background'],
  ['click-inside', 'click-outside'],
];

/** The tool that takes away what this one adds, or the other way round; undefined where there is none. */
export function oppositeOf(tool: ToolName): ToolName | undefined {
  for (const [one, other] of OPPOSITES) {
    if (tool === one) return other;
    if (tool === other) return one;
  }
  return undefined;
}

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(TOOLS, name);
}
