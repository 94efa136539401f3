import { type ActionId, type Binding, DEFAULT_KEYMAP, matchKey } from './keymap.ts';

export interface KeyAction {
  readonly action: ActionId;
  readonly phase: 'press' | 'release';
  readonly digit: number | undefined;
  /** The key is being held and the keyboard repeats it. */
  readonly repeat: boolean;
}

/**
 * Calls `act` for every bound key of `target` (normally `window`). Keys typed into a text field, or while an input method
 * composes, are left alone (WCAG 2.1.4); so are keys that a widget has already handled. Returns a function that stops.
 *
 * `act` returns false for an action it has no use for just then; the key then keeps its ordinary meaning.
 */
export function listenToKeys(
  target: EventTarget,
  act: (action: KeyAction) => boolean,
  keymap: readonly Binding[] = DEFAULT_KEYMAP,
): () => void {
  /** By physical key: a modifier may come up before the key does. */
  const held = new Map<string, Binding>();
  const release = (code: string) => {
    const binding = held.get(code);
    if (!binding) return;
    held.delete(code);
    act({ action: binding.action, phase: 'release', digit: undefined, repeat: false });
  };
  const down = (event: Event) => {
    if (!(event instanceof KeyboardEvent) || event.defaultPrevented || event.isComposing || isTyping(event)) return;
    const match = matchKey(event, keymap);
    if (!match) return;
    const { binding, digit } = match;
    if (binding.hold && event.repeat) {
      event.preventDefault();
      return;
    }
    if (!act({ action: binding.action, phase: 'press', digit, repeat: event.repeat })) return;
    if (binding.hold) held.set(event.code, binding);
    event.preventDefault();
  };
  const up = (event: Event) => {
    if (event instanceof KeyboardEvent) release(event.code);
  };
  /** The window lost the keyboard: the key's release will never arrive. */
  const blur = () => {
    for (const code of [...held.keys()]) release(code);
  };
  target.addEventListener('keydown', down);
  target.addEventListener('keyup', up);
  target.addEventListener('blur', blur);
  return () => {
    blur();
    target.removeEventListener('keydown', down);
    target.removeEventListener('keyup', up);
    target.removeEventListener('blur', blur);
  };
}

const TYPED_INTO =
  'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"], [role="menu"]';
const CONTROLS = 'input, button, a[href], [role="slider"], [role="dialog"], summary';
/** Keys that press, move or close a control that has the focus. */
const CONTROL_KEYS = new Set(['Space', 'Enter', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

function isTyping(event: KeyboardEvent): boolean {
  const element = event.composedPath()[0];
  if (!(element instanceof Element)) return false;
  if (element.closest(TYPED_INTO) && !takesNoText(element)) return true;
  return CONTROL_KEYS.has(event.code) && element.closest(CONTROLS) !== null;
}

/** A focused slider or check box takes no letters: losing the brush key after touching one would only annoy. */
function takesNoText(element: Element): boolean {
  return element instanceof HTMLInputElement && ['checkbox', 'radio', 'color', 'range'].includes(element.type);
}
