import { isAppError, seededRandom } from '@scholia/core';
import type { Dims, VoxelBox } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from './grid/region.ts';
import { type AnyMethod, type Case, defaultsOf, OUTSIDE } from './method.ts';
import { reachOf } from './reach.ts';
import { METHODS } from './registry.ts';
import { firstPrompts } from './robot/index.ts';

const DIMS: Dims = [26, 22, 24];
const SPACING_MM = [1, 1.4, 1.6] as const;
const RADIUS_MM = 7;
const LABEL = 3;

/** A noisy bright ball somewhere, at the border of the image too, with what a person would give this method first. */
function caseOf(method: AnyMethod, centre: Dims, seed: number): Case {
  const random = seededRandom(seed);
  const [di, dj, dk] = DIMS;
  const image = new Float32Array(di * dj * dk);
  const labelmap = new Uint8Array(image.length);
  for (let k = 0, at = 0; k < dk; k++)
    for (let j = 0; j < dj; j++)
      for (let i = 0; i < di; i++, at++) {
        const mm = Math.hypot(...[i, j, k].map((place, axis) => SPACING_MM[axis] * (place - centre[axis])));
        labelmap[at] = mm < RADIUS_MM ? LABEL : 0;
        image[at] = (mm < RADIUS_MM ? 100 : 0) + 15 * random.gaussian();
      }
  const given = firstPrompts(method.asks, { dims: DIMS, spacingMm: SPACING_MM, labelmap, labels: [LABEL] });
  return { dims: DIMS, spacingMm: SPACING_MM, image, labels: [LABEL], ...given };
}

function marksOf({ dims: [di, dj], prompts, drawn }: Case): VoxelBox {
  const from = [Infinity, Infinity, Infinity] as [number, number, number];
  const to = [-1, -1, -1] as [number, number, number];
  prompts.forEach((prompt, at) => {
    if (prompt === 0 && drawn?.[at] !== LABEL) return;
    [at % di, Math.floor(at / di) % dj, Math.floor(at / (di * dj))].forEach((place, axis) => {
      from[axis] = Math.min(from[axis], place);
      to[axis] = Math.max(to[axis], place);
    });
  });
  return { from, to };
}

/** Visits a box: index in the image, index in the box. */
function visit({ from, size }: Box, each: (at: number, within: number) => void): void {
  for (let k = 0, within = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++, within++)
        each(from[0] + i + DIMS[0] * (from[1] + j + DIMS[1] * (from[2] + k)), within);
}

function partOf(given: Case, box: Box): Case {
  const part = <T extends Uint8Array | Float32Array>(volume: T): T => {
    const values = volume.slice(0, box.size[0] * box.size[1] * box.size[2]) as T;
    visit(box, (at, within) => {
      values[within] = volume[at];
    });
    return values;
  };
  const { image, prompts, drawn } = given;
  return { ...given, dims: box.size, image: part(image), prompts: part(prompts), drawn: drawn && part(drawn) };
}

/** The labels, or why there are none. */
async function answerOf(method: AnyMethod, given: Case, values: unknown): Promise<Uint8Array | string> {
  try {
    return (await method.run(given, values as never, {})).labelmap;
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}

describe('what a method can reach', () => {
  it.each(Object.values<AnyMethod>(METHODS))(
    '$name answers for that part of an image as for all of it',
    async (method) => {
      await fc.assert(
        fc.asyncProperty(
          fc.tuple(fc.integer({ min: 8, max: 22 }), fc.integer({ min: 7, max: 14 }), fc.integer({ min: 4, max: 22 })),
          fc.constantFrom(0, 2, 4),
          fc.constantFrom(700, 100_000),
          fc.nat(),
          async (centre, marginMm, maxVoxels, seed) => {
            const given = caseOf(method, centre, seed);
            const values = { ...defaultsOf(method), marginMm: marginMm || defaultsOf(method).marginMm, maxVoxels };
            // More outside far away: it is looked at by some methods, and not by others.
            given.prompts[seed % given.prompts.length] ||= OUTSIDE;
            const box = reachOf(marksOf(given), DIMS, SPACING_MM, values);
            const [whole, part] = [
              await answerOf(method, given, values),
              await answerOf(method, partOf(given, box), values),
            ];
            if (typeof whole === 'string' || typeof part === 'string') {
              expect(part).toBe(whole);
              return;
            }
            const pasted = new Uint8Array(whole.length);
            visit(box, (at, within) => {
              pasted[at] = part[within];
            });
            expect(pasted).toEqual(whole);
          },
        ),
        { numRuns: 6 },
      );
    },
  );
});
