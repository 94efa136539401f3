import { CLICK_RADIUS_UM, Fold, type Operation, PROMPT_BACKGROUND } from '@scholia/collab';
import { describe, expect, it } from 'vitest';
import { clicksOfPrompts } from './clicks-of-prompts.ts';

const GRID = { dims: [40, 30, 20], spacingUm: [1000, 1000, 2000] } as const;
const LIVER = 1;
const SPLEEN = 2;

type Unstamped<T> = T extends unknown ? Omit<T, 'lamport' | 'seen'> : never;

/** What is said by these operations, one after the other. */
function clicksOf(...ops: Unstamped<Operation>[]) {
  const fold = new Fold(GRID);
  fold.apply(
    ops.map((op, counter) => ({
      id: { session: 7, counter },
      op: { ...op, lamport: counter + 1, seen: 0n },
      author: 'reader-1',
    })),
  );
  return clicksOfPrompts(fold).map(({ ijk, value }) => [...ijk, value]);
}

const WRITING = { layer: 'prompts', policy: { mode: 'all' }, locked: [] } as const;
const stroke = (value: number, points: number[], radiusUm = CLICK_RADIUS_UM): Unstamped<Operation> => ({
  ...WRITING,
  type: 'Stroke',
  value,
  shape: { shape: 'disc', axis: 2, radiusUm, points: Int32Array.from(points, (voxel) => 8 * voxel) },
});

describe('clicksOfPrompts', () => {
  it('takes each click, whatever it says', () => {
    expect(clicksOf(stroke(LIVER, [5, 6, 7]), stroke(PROMPT_BACKGROUND, [9, 9, 9]), stroke(SPLEEN, [1, 2, 3]))).toEqual(
      [
        [5, 6, 7, LIVER],
        [9, 9, 9, PROMPT_BACKGROUND],
        [1, 2, 3, SPLEEN],
      ],
    );
  });

  it('takes voxels along a scribble, 3 mm apart', () => {
    expect(clicksOf(stroke(LIVER, [5, 5, 5, 9, 5, 5, 9, 14, 5], 1500))).toEqual(
      [
        [5, 5, 5],
        [8, 5, 5],
        [9, 8, 5],
        [9, 11, 5],
        [9, 14, 5],
      ].map((ijk) => [...ijk, LIVER]),
    );
    // Slices are 2 mm thick here: two of them are enough.
    expect(clicksOf(stroke(LIVER, [5, 5, 5, 5, 5, 9]))).toHaveLength(3);
  });

  it('leaves out what was prompted otherwise since, taken back or cleared, and says nothing twice', () => {
    const click = stroke(LIVER, [5, 6, 7]);
    expect(clicksOf(click, stroke(PROMPT_BACKGROUND, [5, 6, 7]))).toEqual([[5, 6, 7, PROMPT_BACKGROUND]]);
    expect(clicksOf(click, click)).toEqual([[5, 6, 7, LIVER]]);
    expect(clicksOf(click, { type: 'Undo', target: { session: 7, counter: 0 } })).toEqual([]);
    expect(clicksOf(click, { type: 'ClearPrompts' })).toEqual([]);
  });

  it('does not look at boxes', () => {
    const box = { type: 'box', from: [2, 2, 2], to: [8, 8, 8] } as const;
    expect(clicksOf({ ...WRITING, type: 'Fill', value: LIVER, shape: box })).toEqual([]);
  });
});
