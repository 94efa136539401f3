import { isAppError, seededRandom } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  box,
  type Case,
  closedCurve,
  defaultsOf,
  extremePoints,
  type Method,
  OUTSIDE,
  type Work,
} from '../index.ts';

const length = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 6, max: 12 }));
const mm = fc.constantFrom(0.3, 1, 5, 40);

/** Small images with blocks, frames and points of two labels and of OUTSIDE, drawn over each other. */
const cases = fc
  .record({
    dims: fc.tuple(length, length, length),
    spacingMm: fc.tuple(mm, mm, mm),
    levels: fc.constantFrom(1, 2, 40),
    strokes: fc.array(
      fc.record({ value: fc.constantFrom(1, 1, 1, 2, 9, OUTSIDE), form: fc.constantFrom('block', 'frame', 'point') }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    labels: fc.constantFrom([1], [1], [1, 2], [2, 1]),
    maxVoxels: fc.constantFrom(1, 30, 1_000_000),
    seed: fc.nat(),
  })
  .map(({ dims, spacingMm, levels, strokes, labels, maxVoxels, seed }) => {
    const random = seededRandom(seed);
    const count = dims[0] * dims[1] * dims[2];
    const image = Float32Array.from({ length: count }, () => 1000 * random.integer(levels));
    const prompts = new Uint8Array(count);
    for (const { value, form } of strokes) draw(image, prompts, dims, value, form, random.integer);
    const given: Case = { dims, spacingMm, image, prompts, labels };
    return { given, maxVoxels };
  });

/** Prompts, and in the midst of them something brighter. */
function draw(
  image: Float32Array,
  prompts: Uint8Array,
  dims: Dims,
  value: number,
  form: string,
  integer: (below: number) => number,
): void {
  const low = dims.map((size) => integer(1 + (size >> 1)));
  const high = low.map((from, axis) => (form === 'point' ? from : from + integer(dims[axis] - from)));
  if (form === 'frame') high[2] = low[2];
  for (let k = low[2]; k <= high[2]; k++)
    for (let j = low[1]; j <= high[1]; j++)
      for (let i = low[0]; i <= high[0]; i++) {
        const at = i + dims[0] * (j + dims[1] * k);
        const isRim = i === low[0] || i === high[0] || j === low[1] || j === high[1];
        if (!isRim && value !== OUTSIDE) image[at] += 50_000;
        if (form !== 'frame' || isRim) prompts[at] = value;
      }
}

const RUNS = [box, closedCurve, extremePoints].map(({ name, run, parameters }) => ({
  name,
  run: (given: Case, maxVoxels: number) =>
    (run as AnyRun)(given, { ...defaultsOf({ parameters } as unknown as Method), maxVoxels }, {}),
}));
type AnyRun = (given: Case, values: object, work: Work) => Promise<Answer>;

describe.each(RUNS)('$name', ({ name, run }) => {
  it('answers in the labels asked for, or refuses, whatever is drawn', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ given, maxVoxels }) => {
        try {
          const { labelmap } = await run(given, maxVoxels);

          expect(labelmap).toHaveLength(given.image.length);
          given.prompts.forEach((prompt, at) => {
            expect([0, ...given.labels]).toContain(labelmap[at]);
            if (prompt !== 0 && !given.labels.includes(prompt)) expect(labelmap[at]).toBe(0);
            if (name === 'extreme-points' && given.labels.includes(prompt)) expect(labelmap[at]).toBe(prompt);
            if (name === 'box' && labelmap[at] !== 0) expect(given.labels).toContain(prompt);
          });
        } catch (error) {
          if (!isAppError(error)) throw error;
          expect(error.details).toHaveProperty('reason');
        }
      }),
      { numRuns: 200 },
    );
  });
});
