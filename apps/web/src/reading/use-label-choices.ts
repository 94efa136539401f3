'use client';

import type { LabelStyle } from '@scholia/viewer';
import { useCallback, useMemo, useState } from 'react';

export interface LabelChoice extends LabelStyle {
  readonly visible: boolean;
  readonly locked: boolean;
}

/** The project's labels together with what this person hides and protects on this page. */
export function useLabelChoices(labels: readonly { value: number; name: string; color: string }[] | undefined): {
  readonly choices: readonly LabelChoice[];
  readonly toggleVisible: (value: number) => void;
  readonly toggleLocked: (value: number) => void;
} {
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [locked, setLocked] = useState<ReadonlySet<number>>(new Set());
  const choices = useMemo(
    () =>
      (labels ?? []).map(({ value, name, color }) => ({
        value,
        name,
        color,
        visible: !hidden.has(value),
        locked: locked.has(value),
      })),
    [labels, hidden, locked],
  );
  const toggleVisible = useCallback((value: number) => setHidden((set) => toggled(set, value)), []);
  const toggleLocked = useCallback((value: number) => setLocked((set) => toggled(set, value)), []);
  return { choices, toggleVisible, toggleLocked };
}

export function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
