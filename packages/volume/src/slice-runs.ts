/** First and last slice, both inclusive. */
export type SliceRun = readonly [number, number];
/** A set of slices along one axis: runs that ascend, and do not touch. */
export type SliceRuns = readonly SliceRun[];

/** Every slice of any of the sets. */
export function unionOfRuns(...sets: readonly SliceRuns[]): SliceRuns {
  const union: [number, number][] = [];
  for (const [first, last] of sets.flat().sort(([a], [b]) => a - b)) {
    const open = union.at(-1);
    if (open && first <= open[1] + 1) open[1] = Math.max(open[1], last);
    else union.push([first, last]);
  }
  return union;
}

export function slicesIn(runs: SliceRuns): number {
  return runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** The set without its shortest runs, so that at most `limit` are left. */
export function longestRuns(runs: SliceRuns, limit: number): SliceRuns {
  if (runs.length <= limit) return runs;
  const byLength = [...runs].sort(([a0, a1], [b0, b1]) => b1 - b0 - (a1 - a0));
  return byLength.slice(0, limit).sort(([a], [b]) => a - b);
}
