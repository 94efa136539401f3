import type { PayloadOf } from '../event.ts';

/** How images are predicted. */
export type PredictionSettings = Omit<PayloadOf<'PredictionSettingsChanged'>, 'projectId'>;

/** Until somebody says otherwise, and of predictions of the time before it was recorded. */
export const DEFAULT_PREDICTIONS: PredictionSettings = {
  overlap: 0.5,
  withMirrors: false,
  keepLargest: [],
  fillHoles: [],
};

/** The same with each label once, ascending: settings that do the same are equal. */
export function canonicalSettings({
  overlap,
  withMirrors,
  keepLargest,
  fillHoles,
}: PredictionSettings): PredictionSettings {
  const ascending = (labels: readonly number[]) => [...new Set(labels)].sort((a, b) => a - b);
  return { overlap, withMirrors, keepLargest: ascending(keepLargest), fillHoles: ascending(fillHoles) };
}

/** They do the same. */
export function isSameSettings(a: PredictionSettings, b: PredictionSettings): boolean {
  return JSON.stringify(canonicalSettings(a)) === JSON.stringify(canonicalSettings(b));
}
