import type { ActionId } from '@scholia/tools';
import type { PointerActions } from './pointer-input.ts';

/** What a hand on mouse or touch pad does that changes where one looks, or begins work there. */
const BY_HAND = ['begin', 'zoom', 'scroll', 'scrollTo', 'moveCrosshair', 'maximise'] as const;

const KEYS: ReadonlySet<ActionId> = new Set([
  'slice.next',
  'slice.previous',
  'slice.forward10',
  'slice.back10',
  'slice.first',
  'slice.last',
  'crosshair.here',
  'view.maximise',
  'view.fit',
]);

/** The same actions; those by which a person takes the views into the own hand call `told` first. */
export function tellNavigation(actions: PointerActions, told: () => void): PointerActions {
  const wrapped = BY_HAND.map((name) => {
    const act = actions[name] as (...args: unknown[]) => void;
    return [
      name,
      (...args: unknown[]) => {
        told();
        act(...args);
      },
    ];
  });
  return { ...actions, ...Object.fromEntries(wrapped) };
}

export const isNavigationKey = (action: ActionId): boolean => KEYS.has(action);
