// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACTIONS, conflicts, DEFAULT_KEYMAP, keyText, matchKey } from './keymap.ts';
import { type KeyAction, listenToKeys } from './listen.ts';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe('matchKey', () => {
  it('[KB2] matches physical key and exact modifiers', () => {
    const action = (code: string, more = {}) => matchKey({ ...plain, code, ...more })?.binding.action;
    expect(action('KeyB')).toBe('tool.brush');
    expect(action('KeyZ')).toBe('tool.zoom');
    expect(action('KeyZ', { ctrlKey: true })).toBe('edit.undo');
    expect(action('KeyZ', { metaKey: true, shiftKey: true })).toBe('edit.redo');
    expect(action('KeyB', { ctrlKey: true })).toBeUndefined();
    expect(matchKey({ ...plain, code: 'Digit7' })?.digit).toBe(7);
    expect(action('Digit0')).toBeUndefined();
    expect(action('Numpad3', { altKey: true })).toBe('window.preset');
  });

  it('[KB2] the default keymap has no conflicts and leaves no action without a key', () => {
    expect(conflicts(DEFAULT_KEYMAP)).toEqual([]);
    expect(conflicts([...DEFAULT_KEYMAP, { action: 'view.fit', code: 'KeyB' }])).toHaveLength(1);
    expect(new Set(DEFAULT_KEYMAP.map((b) => b.action))).toEqual(new Set(Object.keys(ACTIONS)));
  });

  it('names keys for people', () => {
    expect(keyText({ action: 'edit.redo', code: 'KeyZ', ctrl: true, shift: true })).toBe('Ctrl+Shift+Z');
  });
});

describe('listenToKeys', () => {
  let seen: string[];
  let stop: () => void;
  beforeEach(() => {
    seen = [];
    stop = listenToKeys(window, (a: KeyAction) => {
      seen.push(`${a.action}:${a.phase}${a.digit ?? ''}`);
      return true;
    });
  });
  afterEach(() => {
    stop();
    document.body.replaceChildren();
  });
  const key = (type: string, code: string, on: EventTarget = document.body, more = {}) => {
    const event = new KeyboardEvent(type, { code, bubbles: true, cancelable: true, composed: true, ...more });
    on.dispatchEvent(event);
    return event;
  };
  const field = (html: string): Element => {
    document.body.innerHTML = html;
    return document.body.firstElementChild ?? document.body;
  };

  it('fires, and claims the key', () => {
    expect(key('keydown', 'KeyB').defaultPrevented).toBe(true);
    key('keydown', 'Digit3');
    expect(seen).toEqual(['tool.brush:press', 'label.choose:press3']);
  });

  it('[KB1] never while typing', () => {
    for (const html of ['<input>', '<textarea></textarea>', '<select></select>', '<div contenteditable="true"></div>'])
      expect(key('keydown', 'KeyB', field(html)).defaultPrevented).toBe(false);
    key('keydown', 'KeyB', document.body, { isComposing: true });
    key('keydown', 'Enter', field('<button>ok</button>'));
    key('keydown', 'ArrowUp', field('<input type="range">'));
    expect(seen).toEqual([]);
    key('keydown', 'KeyB', field('<input type="range">'));
    key('keydown', 'KeyB', field('<button>ok</button>'));
    expect(seen).toEqual(['tool.brush:press', 'tool.brush:press']);
  });

  it('[KB3] a held action ends once, by key or by blur', () => {
    key('keydown', 'KeyE');
    key('keydown', 'KeyE', document.body, { repeat: true });
    key('keyup', 'KeyE');
    key('keyup', 'KeyE');
    key('keydown', 'KeyH');
    window.dispatchEvent(new Event('blur'));
    key('keyup', 'KeyH');
    expect(seen).toEqual(['erase.hold:press', 'erase.hold:release', 'overlay.peek:press', 'overlay.peek:release']);
  });
});
