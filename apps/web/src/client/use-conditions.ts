'use client';

import { useSyncExternalStore } from 'react';
import { ConditionStore, type Conditions } from './conditions.ts';

/** One per page. */
export const conditions = new ConditionStore();

const AT_FIRST = conditions.get();

export function useConditions(): Conditions {
  return useSyncExternalStore(conditions.subscribe, conditions.get, () => AT_FIRST);
}
