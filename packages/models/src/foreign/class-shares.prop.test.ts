import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classShares } from './class-shares.ts';
import type { OutputKind } from './declaration.ts';

/** Channels of a few voxels, scores in -8 to 8, and the class of each channel. */
const cases = fc
  .record({ channels: fc.integer({ min: 1, max: 5 }), voxels: fc.integer({ min: 1, max: 4 }) })
  .chain(({ channels, voxels }) =>
    fc.record({
      voxels: fc.constant(voxels),
      scores: fc.array(fc.double({ min: -8, max: 8, noNaN: true }), {
        minLength: channels * voxels,
        maxLength: channels * voxels,
      }),
      classOf: fc.array(fc.nat(3), { minLength: channels, maxLength: channels }),
    }),
  );
const ask = (kind: OutputKind, values: readonly number[], voxels: number, classOf: readonly number[]) =>
  classShares(Float64Array.from(values), voxels, { kind, classOf, classes: 4 });
const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));

describe('classShares', () => {
  it('gives shares that sum to 1 in each voxel, the same from scores as from probabilities', () => {
    fc.assert(
      fc.property(cases, ({ voxels, scores, classOf }) => {
        const sums = Array.from({ length: voxels }, (_, at) =>
          classOf.reduce((sum, _one, c) => sum + Math.exp(scores[c * voxels + at]), 0),
        );
        const softmax = scores.map((score, n) => Math.exp(score) / sums[n % voxels]);
        const pairs = [
          [ask('softmax logits', scores, voxels, classOf), ask('softmax', softmax, voxels, classOf)],
          [ask('sigmoid logits', scores, voxels, classOf), ask('sigmoid', scores.map(sigmoid), voxels, classOf)],
        ];
        for (const [fromScores, fromProbabilities] of pairs)
          for (let at = 0; at < voxels; at++) {
            let sum = 0;
            for (let c = 0; c < 4; c++) {
              sum += fromScores[c * voxels + at];
              expect(fromScores[c * voxels + at]).toBeCloseTo(fromProbabilities[c * voxels + at], 5);
            }
            expect(sum).toBeCloseTo(1, 5);
          }
      }),
    );
  });

  it('lets an independent channel win exactly where its chance is above one half, and the largest of them', () => {
    fc.assert(
      fc.property(cases, ({ voxels, scores, classOf }) => {
        const shares = ask('sigmoid logits', scores, voxels, classOf);
        for (let at = 0; at < voxels; at++) {
          const wanted = classOf.flatMap((one, c) => (one === 0 ? [] : [{ one, score: scores[c * voxels + at] }]));
          const best = wanted.reduce((a, b) => (b.score > a.score ? b : a), { one: 0, score: 0 });
          const second = wanted.filter(({ one }) => one !== best.one).reduce((a, b) => Math.max(a, b.score), 0);
          if (best.score - second < 1e-3) continue;
          const own = [0, 1, 2, 3].map((c) => shares[c * voxels + at]);
          expect(own.indexOf(Math.max(...own))).toBe(best.one);
        }
      }),
    );
  });

  it('takes a number that stands for no label for background', () => {
    const shares = classShares(BigInt64Array.of(0n, 2n, 9n), 3, { kind: 'labels', classOf: [0, 1, 2], classes: 3 });
    expect([...shares]).toEqual([1, 0, 1, 0, 0, 0, 0, 1, 0]);
  });
});
