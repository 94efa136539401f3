import { assert } from '@scholia/core';

/** `length` voxels from linear index `start` (ijk order, i fastest) that all hold `value`. */
export interface Run {
  readonly start: number;
  readonly length: number;
  readonly value: number;
}

/** The maximal runs of non-zero voxels of a dense volume, in index order. */
export function runsOf(dense: Uint8Array): Run[] {
  const runs: Run[] = [];
  for (let start = 0; start < dense.length; ) {
    const value = dense[start];
    let stop = start + 1;
    while (stop < dense.length && dense[stop] === value) stop++;
    if (value !== 0) runs.push({ start, length: stop - start, value });
    start = stop;
  }
  return runs;
}

/** Writes runs into a dense volume, in their order. Throws a bug on a run that leaves it. */
export function applyRuns(dense: Uint8Array, runs: readonly Run[]): void {
  for (const { start, length, value } of runs) {
    assert(start >= 0 && length >= 0 && start + length <= dense.length, 'a run lies in the volume');
    dense.fill(value, start, start + length);
  }
}
