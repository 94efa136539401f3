export { gripAt, middleOf } from './boxing/box.ts';
export type { SeedPaint } from './filling/tools.ts';
export {
  ACTIONS,
  type ActionId,
  type Binding,
  conflicts,
  DEFAULT_KEYMAP,
  type KeyPress,
  keyText,
  type Match,
  matchKey,
} from './keyboard/keymap.ts';
export { type KeyAction, listenToKeys } from './keyboard/listen.ts';
export type { RegionPaint } from './outlining/region-paint.ts';
export {
  DEFAULT_PAINT_SETTINGS,
  type IntensityRange,
  type Paint,
  type PaintSettings,
  SCRIBBLE_RADIUS_MM,
} from './painting/paint.ts';
export { StrokeBuilder } from './painting/stroke-builder.ts';
export { isToolName, oppositeOf, TOOLS, type ToolName } from './registry.ts';
export {
  type Axis,
  type PointerSample,
  type ToolContext,
  type ToolDefinition,
  type ToolEffect,
  ToolMachine,
  type ToolState,
} from './tool.ts';
