import type { Digest, ImageId, ReadingId } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareModels, type MeasuredModel } from './compare.ts';
import { promotionOf } from './promotion.ts';

const imageId = 'image' as ImageId;
const reading = (name: string) => name as ReadingId;

/** Dice by case and label; every case against the labels 'l', or those given. */
function measured(
  cases: Readonly<Record<string, Readonly<Record<string, number>>>>,
  { learned = [], labels = {} }: { learned?: readonly string[]; labels?: Readonly<Record<string, string>> } = {},
): MeasuredModel {
  const names = Object.keys(cases);
  return {
    validation: names.map((name) => ({ readingId: reading(name), imageId, score: null, scores: cases[name] })),
    trainedOn: learned.map(reading),
    labels: new Map(names.map((name) => [reading(name), (labels[name] ?? 'l') as Digest])),
  };
}

describe('compareModels', () => {
  it('[DO17] tells both and the difference, by case and label', () => {
    const a = measured({ x: { 1: 0.5, 2: 0.25 }, y: { 1: 0.75 } });
    const b = measured({ x: { 1: 0.75, 2: 0 }, y: { 1: 1, 2: 0 } });
    const { cases, labels, ...overall } = compareModels(a, b);
    expect(cases).toEqual([
      {
        ...{ readingId: 'x', imageId, a: 0.375, b: 0.375, difference: 0 },
        labels: [
          { label: 1, a: 0.5, b: 0.75, difference: 0.25 },
          { label: 2, a: 0.25, b: 0, difference: -0.25 },
        ],
      },
      {
        ...{ readingId: 'y', imageId, a: 0.75, b: 1, difference: 0.25 },
        labels: [
          { label: 1, a: 0.75, b: 1, difference: 0.25 },
          { label: 2, a: null, b: 0, difference: null },
        ],
      },
    ]);
    expect(labels).toEqual([
      { label: 1, a: 0.625, b: 0.875, difference: 0.25 },
      { label: 2, a: 0.25, b: 0, difference: -0.25 },
    ]);
    const leftOut = { learned: 0, corrected: 0, unmeasured: 0 };
    expect(overall).toEqual({ a: 0.4375, b: 0.4375, difference: 0, leftOut });
  });

  it('[DO17] leaves out and counts what one has learned from, was not measured on, or saw other labels of', () => {
    const a = measured({ x: { 1: 0.5 }, y: { 1: 1 }, z: { 1: 1 } }, { labels: { y: 'old' } });
    const b = measured({ x: { 1: 0.25 }, y: { 1: 0 }, w: { 1: 0 } }, { learned: ['z'] });
    const { cases, difference, leftOut } = compareModels(a, b);
    expect(cases.map(({ readingId }) => readingId)).toEqual(['x']);
    expect(difference).toBe(-0.25);
    expect(leftOut).toEqual({ learned: 1, corrected: 1, unmeasured: 1 });
    const old = { ...a, validation: null };
    expect(compareModels(old, b)).toMatchObject({ cases: [], difference: null, leftOut: { unmeasured: 3 } });
  });

  it('[DO17] the other way round it is the opposite, and every case is compared or counted', () => {
    const dice = fc.double({ min: 0, max: 1, noNaN: true });
    const model = fc
      .dictionary(fc.constantFrom('p', 'q', 'r', 's'), fc.dictionary(fc.constantFrom('1', '2'), dice), { maxKeys: 4 })
      .chain((cases) =>
        fc
          .subarray(['p', 'q', 'r', 's'].filter((name) => !(name in cases)))
          .map((learned) => measured(cases, { learned })),
      );
    fc.assert(
      fc.property(model, model, (a, b) => {
        const [one, other] = [compareModels(a, b), compareModels(b, a)];
        expect(other.difference ?? 0).toBeCloseTo(-(one.difference ?? 0), 12);
        expect(other.leftOut).toEqual(one.leftOut);
        const names = new Set([...(a.validation ?? []), ...(b.validation ?? [])].map(({ readingId }) => readingId));
        const { learned, corrected, unmeasured } = one.leftOut;
        expect(one.cases.length + learned + corrected + unmeasured).toBe(names.size);
        for (const { readingId } of one.cases)
          for (const model of [a, b]) expect(model.trainedOn).not.toContain(readingId);
      }),
    );
  });
});

describe('promotionOf', () => {
  const worse = measured({ x: { 1: 0.5 } });
  const better = measured({ x: { 1: 0.75 }, y: { 1: 0 } });
  const elsewhere = measured({ z: { 1: 0.1 } });

  it('[DO18] takes the first whatever the rule', () => {
    for (const rule of ['always', 'when-better', 'by-hand'] as const)
      expect(promotionOf(rule, worse, undefined)).toBe('first');
  });

  it('[DO18] takes a later one as the rule says, by the cases of both', () => {
    expect(promotionOf('when-better', better, worse)).toBe('better');
    expect(promotionOf('when-better', worse, better)).toBeUndefined();
    expect(promotionOf('when-better', worse, worse)).toBe('better');
    expect(promotionOf('when-better', elsewhere, better)).toBe('newer');
    expect(promotionOf('always', worse, better)).toBe('newer');
    expect(promotionOf('always', better, worse)).toBe('better');
    for (const model of [worse, better, elsewhere]) expect(promotionOf('by-hand', model, worse)).toBeUndefined();
  });
});
