import { seededRandom } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { OUTSIDE } from '../method.ts';
import { firstPrompts } from './first-prompts.ts';
import { correctingScribble, type Truth } from './scribbles.ts';

const DIMS: Dims = [40, 36, 10];

/** Two balls, 2 and 5, of unlike size. */
function balls(): Truth {
  const labelmap = new Uint8Array(DIMS[0] * DIMS[1] * DIMS[2]);
  labelmap.forEach((_, at) => {
    const [i, j, k] = placeOf(at);
    const far = (ci: number, cj: number) => Math.hypot(i - ci, j - cj, 2 * (k - 5));
    labelmap[at] = far(11, 15) < 8 ? 2 : far(29, 20) < 6 ? 5 : 0;
  });
  return { dims: DIMS, spacingMm: [1, 1, 2], labelmap, labels: [2, 5] };
}

const placeOf = (at: number) => [
  at % DIMS[0],
  Math.floor(at / DIMS[0]) % DIMS[1],
  Math.floor(at / (DIMS[0] * DIMS[1])),
];
const marked = (prompts: Uint8Array) => [...prompts.keys()].filter((at) => prompts[at] !== 0);

/** How many pieces voxels fall into; in a piece each is a neighbour, also across a corner, of another. */
function piecesOf(voxels: readonly number[]): number {
  const left = new Set(voxels);
  let pieces = 0;
  for (const first of voxels) {
    if (!left.delete(first)) continue;
    pieces++;
    const stack = [first];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const place = placeOf(at);
      for (const other of left)
        if (placeOf(other).every((index, axis) => Math.abs(index - place[axis]) <= 1)) {
          left.delete(other);
          stack.push(other);
        }
    }
  }
  return pieces;
}

describe('firstPrompts', () => {
  it('tells the truth: a line in each structure and a loop around it, each in one piece of one slice', () => {
    const truth = balls();
    const { prompts } = firstPrompts('scribbles', truth);
    for (const label of truth.labels) {
      const line = marked(prompts).filter((at) => prompts[at] === label);
      expect(line.length).toBeGreaterThan(8);
      expect(line.every((at) => truth.labelmap[at] === label)).toBe(true);
      expect(piecesOf(line)).toBe(1);
      expect(new Set(line.map((at) => placeOf(at)[2])).size).toBe(1);
    }
    const outside = marked(prompts).filter((at) => prompts[at] === OUTSIDE);
    expect(outside.length).toBeGreaterThan(40);
    expect(outside.every((at) => truth.labelmap[at] === 0)).toBe(true);
  });

  it('draws a box that holds the structure, points at its ends, and every fourth slice', () => {
    const truth = { ...balls(), labels: [2] };
    const { prompts: box } = firstPrompts('box', truth);
    truth.labelmap.forEach((label, at) => {
      if (label === 2) expect(box[at]).toBe(2);
    });
    const { prompts: points } = firstPrompts('points', truth);
    expect(marked(points).length).toBeLessThanOrEqual(6);
    expect(marked(points).every((at) => truth.labelmap[at] === 2)).toBe(true);
    const { drawn } = firstPrompts('slices', truth);
    drawn?.forEach((label, at) => {
      expect(label).toBe(placeOf(at)[2] % 4 === 0 && truth.labelmap[at] === 2 ? 2 : 0);
    });
  });
});

describe('correctingScribble', () => {
  it('draws one connected line within the largest error, and says what is there', () => {
    const truth = balls();
    const none = new Uint8Array(truth.labelmap.length);
    // Of the larger ball a half is missing; of the smaller one a little; and a small island is too much.
    const answer = truth.labelmap.map((label, at) => {
      const [i, j, k] = placeOf(at);
      if (label === 2 && i > 10) return 0;
      if (label === 5 && i > 32) return 0;
      return i < 3 && j < 3 && k === 0 ? 5 : label;
    });
    const scribble = marked(correctingScribble(truth, none, answer) ?? none);
    expect(scribble.length).toBeGreaterThan(3);
    expect(scribble.every((at) => truth.labelmap[at] === 2 && answer[at] === 0)).toBe(true);
    expect(piecesOf(scribble)).toBe(1);
  });

  it('marks as outside what is too much, and keeps the scribbles that there were', () => {
    const truth = balls();
    const before = firstPrompts('scribbles', truth).prompts;
    const answer = truth.labelmap.map((label, at) => (placeOf(at)[0] > 34 ? 5 : label));
    const after = correctingScribble(truth, before, answer) ?? before;
    const added = marked(after).filter((at) => before[at] === 0);
    expect(added.length).toBeGreaterThan(3);
    expect(added.every((at) => after[at] === OUTSIDE && answer[at] === 5)).toBe(true);
    expect(marked(before).every((at) => after[at] === before[at])).toBe(true);
  });

  it('stops when nothing is wrong, and sees no error in labels that nobody asked for', () => {
    const truth = balls();
    const none = new Uint8Array(truth.labelmap.length);
    expect(correctingScribble(truth, none, truth.labelmap)).toBeUndefined();
    const alone = truth.labelmap.map((label) => (label === 2 ? 2 : 0));
    expect(correctingScribble({ ...truth, labels: [2] }, none, alone)).toBeUndefined();
  });

  it('does the same again, and ends whatever the answer', () => {
    const truth = balls();
    const random = seededRandom(9);
    const answer = truth.labelmap.map((label) => (random.next() < 0.2 ? 0 : label));
    let prompts = new Uint8Array(answer.length);
    let rounds = 0;
    for (;;) {
      const next = correctingScribble(truth, prompts, answer);
      expect(correctingScribble(truth, prompts, answer)).toEqual(next);
      if (next === undefined || rounds++ > 500) break;
      // What is scribbled is put right.
      next.forEach((prompt, at) => {
        if (prompt !== 0) answer[at] = prompt === OUTSIDE ? 0 : prompt;
      });
      prompts = Uint8Array.from(next);
    }
    expect(answer).toEqual(truth.labelmap);
  });
});
