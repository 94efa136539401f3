import { describe, expect, it } from 'vitest';
import { Fold } from './fold.ts';
import { foldAll } from './fold-all.ts';
import type { Operation, OperationEntry, OverwritePolicy } from './operation.ts';
import { blobOf, TEST_BLOBS, TEST_GRID } from './testing/arbitraries.ts';

const ME = 1;
const OTHER = 2;

function stroke(i: number, value: number, policy: OverwritePolicy = { mode: 'all' }, locked: number[] = []) {
  const shape = { shape: 'disc', axis: 2, radiusUm: 0, points: Int32Array.of(8 * i, 8, 8) } as const;
  return { type: 'Stroke', layer: 'labels', value, shape, policy, locked } as const;
}

type Unstamped<T> = T extends unknown ? Omit<T, 'lamport' | 'seen'> : never;

/** Writes as one session after the other, each seeing all that came before. */
class Story {
  readonly fold = new Fold(TEST_GRID, { blobOf });
  readonly entries: OperationEntry[] = [];

  write(session: number, op: Unstamped<Operation>) {
    const counter = this.entries.filter(({ id }) => id.session === session).length;
    const entry = {
      id: { session, counter },
      op: { ...op, lamport: this.entries.length + 1, seen: 0n },
      author: `reader-${session}`,
    };
    this.entries.push(entry);
    this.fold.apply([entry]);
    return entry.id;
  }

  at(i: number): number {
    return this.fold.labels.get(i, 1, 1);
  }
}

describe('Fold', () => {
  it('[CO15] evaluates policy and locks per voxel, at the place in the order', () => {
    const story = new Story();
    story.write(ME, stroke(3, 1));
    story.write(OTHER, stroke(3, 2, { mode: 'onlyEmpty' }));
    story.write(OTHER, stroke(4, 2, { mode: 'onlyEmpty' }));
    expect([story.at(3), story.at(4)]).toEqual([1, 2]);
    story.write(OTHER, stroke(3, 3, { mode: 'onlyLabel', label: 2 }));
    story.write(OTHER, stroke(4, 3, { mode: 'onlyLabel', label: 2 }));
    expect([story.at(3), story.at(4)]).toEqual([1, 3]);
    story.write(ME, stroke(3, 0, { mode: 'all' }, [1]));
    story.write(ME, stroke(4, 0, { mode: 'all' }, [1]));
    expect([story.at(3), story.at(4)]).toEqual([1, 0]);
  });

  it('[CO16] the last marker in total order decides, also one that came before its target', () => {
    const fold = new Fold(TEST_GRID);
    const id = { session: ME, counter: 0 };
    const marker = (counter: number, lamport: number, type: 'Undo' | 'Redo') => ({
      id: { session: ME, counter },
      op: { type, lamport, seen: 0n, target: id },
    });
    fold.apply([marker(3, 9, 'Undo'), marker(2, 8, 'Redo')]);
    fold.apply([{ id, op: { ...stroke(3, 1), lamport: 1, seen: 0n } }]);
    expect([fold.isActive(id), fold.labels.get(3, 1, 1)]).toEqual([false, 0]);
    fold.apply([marker(4, 10, 'Redo')]);
    expect([fold.isActive(id), fold.labels.get(3, 1, 1)]).toEqual([true, 1]);
  });

  it('[CO17] undoes step by step and redoes step by step, own work only, until something new is written', () => {
    const story = new Story();
    const mine = new Set([ME]);
    const [first, , third] = [
      story.write(ME, stroke(3, 1)),
      story.write(OTHER, stroke(4, 1)),
      story.write(ME, stroke(5, 1)),
    ];
    const undo = () => {
      const target = story.fold.undoable(mine);
      if (target) story.write(ME, { type: 'Undo', target });
      return target;
    };
    const redo = () => {
      const target = story.fold.redoable(mine);
      if (target) story.write(ME, { type: 'Redo', target });
      return target;
    };
    expect([undo(), undo(), undo()]).toEqual([third, first, undefined]);
    expect([story.at(3), story.at(4), story.at(5)]).toEqual([0, 1, 0]);
    expect([redo(), redo(), redo()]).toEqual([first, third, undefined]);
    expect([story.at(3), story.at(4), story.at(5)]).toEqual([1, 1, 1]);
    expect(undo()).toEqual(third);
    story.write(ME, stroke(6, 1));
    expect(story.fold.redoable(mine)).toBeUndefined();
  });

  it('[CO18] clearing the prompts can be undone, and does not touch the labels', () => {
    const story = new Story();
    story.write(ME, stroke(3, 1));
    story.write(ME, { ...stroke(3, 2), layer: 'prompts' });
    const clear = story.write(OTHER, { type: 'ClearPrompts' });
    story.write(ME, { ...stroke(4, 255), layer: 'prompts' });
    const prompts = () => [story.fold.prompts.get(3, 1, 1), story.fold.prompts.get(4, 1, 1)];
    expect([prompts(), story.at(3)]).toEqual([[0, 255], 1]);
    story.write(OTHER, { type: 'Undo', target: clear });
    expect(prompts()).toEqual([2, 255]);
  });

  it('[CO19] blames the operation that last wrote a voxel, not one that was undone, refused by policy, or overwritten', () => {
    const story = new Story();
    const first = story.write(ME, stroke(3, 1));
    const second = story.write(OTHER, stroke(3, 2));
    story.write(ME, stroke(3, 3, { mode: 'onlyEmpty' }));
    expect(story.fold.blame(3, 1, 1)).toEqual({ id: second, author: 'reader-2', value: 2 });
    story.write(OTHER, { type: 'Undo', target: second });
    expect(story.fold.blame(3, 1, 1)).toEqual({ id: first, author: 'reader-1', value: 1 });
    const eraser = story.write(OTHER, stroke(3, 0));
    expect(story.fold.blame(3, 1, 1)).toEqual({ id: eraser, author: 'reader-2', value: 0 });
    expect(story.fold.blame(9, 9, 9)).toBeUndefined();
  });

  it('[CO20] refolds long histories through checkpoints, with the same result', () => {
    const story = new Story();
    const ids = Array.from({ length: 400 }, (_, n) =>
      story.write(n % 2 === 0 ? ME : OTHER, stroke(n % 20, 1 + (n % 3))),
    );
    for (const n of [399, 390, 17, 250, 40, 0, 320]) {
      story.write(n % 2 === 0 ? ME : OTHER, { type: 'Undo', target: ids[n] });
      const oracle = foldAll(TEST_GRID, story.entries, TEST_BLOBS);
      expect(story.fold.labels.toDense()).toEqual(oracle.labels.toDense());
    }
  });
});
