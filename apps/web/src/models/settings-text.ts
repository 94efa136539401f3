import type { Outputs } from '../client/trpc.ts';
import type { Label } from './curves.ts';

export type PredictionSettings = Outputs['predictions']['settings'];

/** Choices of how far windows overlap, in words. */
export const OVERLAPS: readonly { readonly value: number; readonly text: string }[] = [
  { value: 0.25, text: 'A quarter: fast, seams may show' },
  { value: 0.5, text: 'Half' },
  { value: 0.75, text: 'Three quarters: smooth, eight times as slow' },
];

/** How images are looked at: "Windows overlap by 50 %, looked at from both sides." */
export function lookText({ overlap, withMirrors }: PredictionSettings): string {
  return `Windows overlap by ${Math.round(100 * overlap)} %${withMirrors ? ', looked at from both sides' : ''}.`;
}

/** What is done to the labels afterwards, a sentence for each thing. */
export function tidyTexts({ keepLargest, fillHoles }: PredictionSettings, labels: readonly Label[]): string[] {
  const names = (values: readonly number[]) =>
    values.map((value) => labels.find((label) => label.value === value)?.name ?? `label ${value}`).join(', ');
  return [
    ...(keepLargest.length > 0 ? [`Only the largest piece stays: ${names(keepLargest)}.`] : []),
    ...(fillHoles.length > 0 ? [`Holes are filled: ${names(fillHoles)}.`] : []),
  ];
}
