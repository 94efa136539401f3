/** What a key can ask for. `hold` actions also tell when the key comes up. */
export const ACTIONS = {
  'tool.navigate': 'Navigate',
  'tool.brush': 'Brush',
  'tool.lasso': 'Lasso',
  'tool.rectangle': 'Rectangle',
  'tool.fill': 'Fill from a point',
  'tool.box': 'Box prompt',
  'tool.scribble': 'Scribble (again: inside / outside)',
  'tool.click': 'Click prompt (again: inside / outside)',
  'tool.window': 'Window and level',
  'tool.zoom': 'Zoom',
  'tool.pan': 'Pan (hold)',
  'erase.hold': 'Erase (hold)',
  'erase.toggle': 'Switch paint / erase',
  'brush.smaller': 'Smaller brush',
  'brush.larger': 'Larger brush',
  'brush.shape': 'Switch disc / sphere',
  'slice.next': 'Next slice',
  'slice.previous': 'Previous slice',
  'slice.forward10': 'Ten slices on',
  'slice.back10': 'Ten slices back',
  'slice.first': 'First slice',
  'slice.last': 'Last slice',
  'crosshair.here': 'Crosshair to the pointer',
  'window.auto': 'Automatic window',
  'window.preset': 'Window preset 1-9',
  'label.choose': 'Choose label 1-9',
  'overlay.peek': 'Hide labels (hold)',
  'overlay.toggle': 'Show or hide labels',
  'overlay.outline': 'Outline or fill',
  'view.maximise': 'Maximise the view under the pointer',
  'view.fit': 'Fit the image',
  'edit.undo': 'Undo my last stroke',
  'edit.redo': 'Redo',
  'history.toggle': 'History: what happened here, and when',
  'history.blame': 'Who wrote the voxel under the pointer',
  'proposal.accept': 'Accept the proposal, keep the box',
  'proposal.unsure': 'Go to where the proposal is least sure (again: the next place)',
  'proposal.discard': 'Discard the proposal, cancel the stroke or the box, leave the history',
} as const satisfies Record<string, string>;

export type ActionId = keyof typeof ACTIONS;

export interface Binding {
  readonly action: ActionId;
  /** Physical key (`KeyboardEvent.code`), so that it works on every keyboard layout. 'Digit*' stands for Digit1 to Digit9. */
  readonly code: string;
  /** Ctrl, or Cmd on a Mac. */
  readonly ctrl?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
  /** Also reports the key coming up. */
  readonly hold?: boolean;
}

/** Defaults: reference table of the tools people come from (3D Slicer, ITK-SNAP, OHIF, webKnossos). */
export const DEFAULT_KEYMAP: readonly Binding[] = [
  { action: 'tool.navigate', code: 'KeyV' },
  { action: 'tool.brush', code: 'KeyB' },
  { action: 'tool.lasso', code: 'KeyA' },
  { action: 'tool.rectangle', code: 'KeyR' },
  { action: 'tool.fill', code: 'KeyG' },
  { action: 'tool.box', code: 'KeyB', shift: true },
  { action: 'tool.scribble', code: 'KeyS' },
  { action: 'tool.click', code: 'KeyP' },
  { action: 'tool.window', code: 'KeyL' },
  { action: 'tool.zoom', code: 'KeyZ' },
  { action: 'tool.pan', code: 'Space', hold: true },
  { action: 'erase.hold', code: 'KeyE', hold: true },
  { action: 'erase.toggle', code: 'KeyX' },
  { action: 'brush.smaller', code: 'BracketLeft' },
  { action: 'brush.larger', code: 'BracketRight' },
  { action: 'brush.shape', code: 'KeyD' },
  { action: 'slice.next', code: 'ArrowUp' },
  { action: 'slice.previous', code: 'ArrowDown' },
  { action: 'slice.forward10', code: 'PageUp' },
  { action: 'slice.back10', code: 'PageDown' },
  { action: 'slice.first', code: 'Home' },
  { action: 'slice.last', code: 'End' },
  { action: 'crosshair.here', code: 'KeyC' },
  { action: 'window.auto', code: 'KeyW' },
  { action: 'window.preset', code: 'Digit*', alt: true },
  { action: 'label.choose', code: 'Digit*' },
  { action: 'overlay.peek', code: 'KeyH', hold: true },
  { action: 'overlay.toggle', code: 'KeyO' },
  { action: 'overlay.outline', code: 'KeyO', shift: true },
  { action: 'view.maximise', code: 'Period' },
  { action: 'view.fit', code: 'KeyF' },
  { action: 'edit.undo', code: 'KeyZ', ctrl: true },
  { action: 'edit.redo', code: 'KeyZ', ctrl: true, shift: true },
  { action: 'edit.redo', code: 'KeyY', ctrl: true },
  { action: 'history.toggle', code: 'KeyT' },
  { action: 'history.blame', code: 'KeyQ' },
  { action: 'proposal.accept', code: 'Enter' },
  { action: 'proposal.unsure', code: 'KeyU' },
  { action: 'proposal.discard', code: 'Escape' },
];

export interface KeyPress {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export interface Match {
  readonly binding: Binding;
  /** 1 to 9 for a 'Digit*' binding. */
  readonly digit: number | undefined;
}

/** The binding that a key press means, or undefined. Modifiers must match exactly. */
export function matchKey(press: KeyPress, keymap: readonly Binding[] = DEFAULT_KEYMAP): Match | undefined {
  for (const binding of keymap) {
    if ((binding.ctrl ?? false) !== (press.ctrlKey || press.metaKey)) continue;
    if ((binding.shift ?? false) !== press.shiftKey || (binding.alt ?? false) !== press.altKey) continue;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(press.code)?.[1];
    if (binding.code === 'Digit*' && digit !== undefined) return { binding, digit: Number(digit) };
    if (binding.code === press.code) return { binding, digit: undefined };
  }
  return undefined;
}

/** Bindings that the same key press would trigger: a keymap for use has none. */
export function conflicts(keymap: readonly Binding[]): readonly (readonly [Binding, Binding])[] {
  const found: (readonly [Binding, Binding])[] = [];
  for (let a = 0; a < keymap.length; a++)
    for (let b = a + 1; b < keymap.length; b++) if (sameKey(keymap[a], keymap[b])) found.push([keymap[a], keymap[b]]);
  return found;
}

function sameKey(a: Binding, b: Binding): boolean {
  const flags = (x: Binding) => [x.ctrl ?? false, x.shift ?? false, x.alt ?? false].join();
  return a.code === b.code && flags(a) === flags(b);
}

/** What a person reads: "Ctrl+Shift+Z". */
export function keyText(binding: Binding): string {
  const key = binding.code
    .replace(/^Key|^Digit|^Arrow/, '')
    .replace('*', '1-9')
    .replace('BracketLeft', '[')
    .replace('BracketRight', ']')
    .replace('Period', '.');
  return [binding.ctrl && 'Ctrl', binding.alt && 'Alt', binding.shift && 'Shift', key].filter(Boolean).join('+');
}
