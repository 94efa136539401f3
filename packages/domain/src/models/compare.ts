import type { Digest, ImageId, ReadingId } from '@scholia/core';
import type { DeepReadonly } from '../events/define.ts';
import type { CaseScore } from '../fields.ts';

/** What a comparison has to know of a model. */
export interface MeasuredModel {
  /** Dice of each held-out case. Null for models of the time before it was kept. */
  readonly validation: readonly DeepReadonly<CaseScore>[] | null;
  readonly trainedOn: readonly ReadingId[];
  /** The labels that each held-out case was measured against. */
  readonly labels: ReadonlyMap<ReadingId, Digest>;
}

/** Dice of two models, and by how much the second is better. Null where it is not known of both. */
export interface Difference {
  readonly a: number | null;
  readonly b: number | null;
  readonly difference: number | null;
}

export interface LabelDifference extends Difference {
  readonly label: number;
}

export interface CaseDifference extends Difference {
  readonly readingId: ReadingId;
  readonly imageId: ImageId;
  readonly labels: readonly LabelDifference[];
}

/** Cases that only one side could be measured on fairly, by why. */
export interface LeftOut {
  /** The other model has learned from it. */
  readonly learned: number;
  /** Its labels were corrected between the two. */
  readonly corrected: number;
  /** The other model was not measured on it. */
  readonly unmeasured: number;
}

export interface Comparison extends Difference {
  readonly cases: readonly CaseDifference[];
  readonly labels: readonly LabelDifference[];
  readonly leftOut: LeftOut;
}

/**
 * Two models on the cases that both were measured on, against the same labels: no model is ever measured on what it learned. Where the two differ in
 * the labels that they know, only labels of both count. Overall it is the mean over labels of their mean Dice over cases, as a model's own score.
 */
export function compareModels(a: MeasuredModel, b: MeasuredModel): Comparison {
  const ofB = new Map(b.validation?.map((one) => [one.readingId, one]));
  const ofA = new Set(a.validation?.map(({ readingId }) => readingId));
  const leftOut = { learned: 0, corrected: 0, unmeasured: 0 };
  const leave = (readingId: ReadingId, other: MeasuredModel) => {
    leftOut[other.trainedOn.includes(readingId) ? 'learned' : 'unmeasured']++;
  };
  const cases: CaseDifference[] = [];
  for (const one of a.validation ?? []) {
    const { readingId, imageId } = one;
    const other = ofB.get(readingId);
    if (!other) leave(readingId, b);
    else if (a.labels.get(readingId) !== b.labels.get(readingId)) leftOut.corrected++;
    else {
      const labels = labelsOf([one.scores, other.scores]).map((label) => ({
        label,
        ...differenceOf(one.scores[label], other.scores[label]),
      }));
      cases.push({ readingId, imageId, labels, ...meanOf(labels) });
    }
  }
  for (const { readingId } of b.validation ?? []) if (!ofA.has(readingId)) leave(readingId, a);
  const labels = labelsOf(cases.flatMap((one) => one.labels.map(({ label }) => ({ [label]: 0 })))).map((label) => ({
    label,
    ...meanOf(cases.flatMap((one) => one.labels.filter((other) => other.label === label))),
  }));
  return { cases, labels, ...meanOf(labels), leftOut };
}

const labelsOf = (all: readonly Readonly<Record<string, number>>[]) =>
  [...new Set(all.flatMap((scores) => Object.keys(scores).map(Number)))].sort((a, b) => a - b);

function differenceOf(a: number | undefined, b: number | undefined): Difference {
  const isKnown = a !== undefined && b !== undefined;
  return { a: a ?? null, b: b ?? null, difference: isKnown ? b - a : null };
}

/** Over what is known of both. */
function meanOf(all: readonly Difference[]): Difference {
  const known = all.flatMap(({ a, b }) => (a === null || b === null ? [] : [{ a, b }]));
  if (known.length === 0) return { a: null, b: null, difference: null };
  const mean = (of: (one: { readonly a: number; readonly b: number }) => number) =>
    known.reduce((sum, one) => sum + of(one), 0) / known.length;
  const [a, b] = [mean((one) => one.a), mean((one) => one.b)];
  return { a, b, difference: b - a };
}
