import { PROMPT_BACKGROUND } from '@scholia/collab';
import type { ToolDefinition } from '../tool.ts';
import { SCRIBBLE_RADIUS_MM } from './paint.ts';
import { idle } from './states/idle.ts';

export const brush: ToolDefinition = {
  title: 'Brush',
  paints: true,
  idle: idle((s) => ({ layer: 'labels', value: s.label, shape: s.shape, radiusMm: s.radiusMm })),
};

export const eraser: ToolDefinition = {
  title: 'Eraser',
  paints: true,
  idle: idle((s) => ({ layer: 'labels', value: 0, shape: s.shape, radiusMm: s.radiusMm })),
};

/** "This is the label": one slice, a thin line. */
export const scribbleForeground: ToolDefinition = {
  title: 'Scribble: inside',
  paints: true,
  idle: idle((s) => ({
    layer: 'prompts',
    value: s.label,
    shape: 'disc',
    radiusMm: Math.min(s.radiusMm, SCRIBBLE_RADIUS_MM),
  })),
};

/** "This is not the label". */
export const scribbleBackground: ToolDefinition = {
  title: 'Scribble: outside',
  paints: true,
  idle: idle((s) => ({
    layer: 'prompts',
    value: PROMPT_BACKGROUND,
    shape: 'disc',
    radiusMm: Math.min(s.radiusMm, SCRIBBLE_RADIUS_MM),
  })),
};
