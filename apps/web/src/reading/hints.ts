import type { ToolName } from '@scholia/tools';

export interface Hint {
  /** What the hand does: "Drag", "Ctrl+wheel". */
  readonly input: string;
  readonly effect: string;
}

const VIEWING: readonly Hint[] = [
  { input: 'Wheel', effect: 'slice' },
  { input: 'Ctrl+wheel', effect: 'zoom' },
  { input: 'Middle drag', effect: 'pan' },
  { input: 'Shift+move', effect: 'crosshair' },
  { input: 'Q', effect: 'who wrote this' },
];

const FIRST: Readonly<Record<ToolName, readonly Hint[]>> = {
  navigate: [{ input: 'Drag', effect: 'crosshair' }],
  brush: [
    { input: 'Drag', effect: 'paint' },
    { input: 'Hold E', effect: 'erase' },
    { input: '[ ]', effect: 'size' },
    { input: 'Alt+click', effect: 'pick label' },
  ],
  eraser: [
    { input: 'Drag', effect: 'erase' },
    { input: '[ ]', effect: 'size' },
    { input: 'X', effect: 'paint again' },
  ],
  lasso: [
    { input: 'Drag', effect: 'draw round' },
    { input: 'Right drag', effect: 'erase' },
    { input: 'D', effect: 'one slice / several' },
  ],
  'lasso-eraser': [
    { input: 'Drag', effect: 'erase round' },
    { input: 'X', effect: 'paint again' },
  ],
  rectangle: [
    { input: 'Drag', effect: 'fill' },
    { input: 'Right drag', effect: 'erase' },
    { input: 'D', effect: 'one slice / several' },
  ],
  'rectangle-eraser': [
    { input: 'Drag', effect: 'erase' },
    { input: 'X', effect: 'paint again' },
  ],
  fill: [
    { input: 'Click', effect: 'fill from here' },
    { input: 'Right click', effect: 'erase from here' },
    { input: 'D', effect: 'slice / 3D' },
  ],
  'fill-eraser': [
    { input: 'Click', effect: 'erase from here' },
    { input: 'X', effect: 'paint again' },
  ],
  box: [
    { input: 'Drag', effect: 'draw a box, or pull its edges in any view' },
    { input: 'Enter', effect: 'keep it' },
    { input: 'Esc', effect: 'drop it' },
  ],
  'scribble-foreground': [
    { input: 'Drag', effect: 'mark inside' },
    { input: 'S', effect: 'mark outside' },
  ],
  'scribble-background': [
    { input: 'Drag', effect: 'mark outside' },
    { input: 'S', effect: 'mark inside' },
  ],
  'click-inside': [
    { input: 'Click', effect: 'this is inside' },
    { input: 'Right click, or Ctrl+click', effect: 'this is outside' },
    { input: 'P', effect: 'swap the two' },
  ],
  'click-outside': [
    { input: 'Click', effect: 'this is outside' },
    { input: 'Right click, or Ctrl+click', effect: 'this is inside' },
    { input: 'P', effect: 'swap the two' },
  ],
  pan: [{ input: 'Drag', effect: 'pan' }],
  zoom: [{ input: 'Drag', effect: 'zoom' }],
  window: [
    { input: 'Drag ↔', effect: 'contrast' },
    { input: 'Drag ↕', effect: 'brightness' },
    { input: 'W', effect: 'automatic' },
  ],
};

/** What mouse and modifiers do right now. A viewer that may not edit only offers what looks. */
export function hintsFor(tool: ToolName, isReadOnly: boolean): readonly Hint[] {
  const paints = tool !== 'navigate' && tool !== 'pan' && tool !== 'zoom' && tool !== 'window';
  return [...FIRST[isReadOnly && paints ? 'navigate' : tool], ...VIEWING];
}
