export { createViewer } from './create-viewer.ts';
export type { LabelStyle } from './labels/colours.ts';
export type { Look } from './look.ts';
export type { FrameCost, FrameSummary, ViewerMetrics } from './metrics.ts';
export { LAYOUTS, type Layout } from './space/layout.ts';
export type { Plane } from './space/plane.ts';
export type { ViewerImage } from './stage/stage.ts';
export type {
  HoverState,
  LabelSource,
  SliceState,
  StrokeListener,
  Unsubscribe,
  Viewer,
  ViewerOptions,
  ViewState,
} from './viewer-api.ts';
export { CT_PRESETS, type IntensityWindow, type WindowPreset } from './window.ts';
