import type { ToolDefinition } from '../tool.ts';
import { lassoOutline, rectangleOutline } from './outline.ts';
import { idle } from './states/idle.ts';

export const lasso: ToolDefinition = {
  title: 'Lasso',
  paints: true,
  outlines: true,
  idle: idle(lassoOutline, false),
};

export const lassoEraser: ToolDefinition = {
  title: 'Lasso: erase',
  paints: true,
  outlines: true,
  idle: idle(lassoOutline, true),
};

export const rectangle: ToolDefinition = {
  title: 'Rectangle',
  paints: true,
  outlines: true,
  idle: idle(rectangleOutline, false),
};

export const rectangleEraser: ToolDefinition = {
  title: 'Rectangle: erase',
  paints: true,
  outlines: true,
  idle: idle(rectangleOutline, true),
};
