import type { OperationEntry, OperationId } from './operation.ts';

/** Text form of an id, for maps and messages: `session:counter`. */
export function idText(id: OperationId): string {
  return `${id.session}:${id.counter}`;
}

export function sameId(a: OperationId, b: OperationId): boolean {
  return a.session === b.session && a.counter === b.counter;
}

/** The total order of operations, (lamport, session, counter): the same everywhere, whatever the order of arrival. */
export function compareEntries(a: OperationEntry, b: OperationEntry): number {
  return a.op.lamport - b.op.lamport || a.id.session - b.id.session || a.id.counter - b.id.counter;
}

/** Number of items of an ascending list that come before `item`. */
export function lowerBound<T>(list: readonly T[], item: T, compare: (a: T, b: T) => number): number {
  let low = 0;
  let high = list.length;
  // Nearly everything arrives in order: look at the end first.
  if (high > 0 && compare(list[high - 1], item) < 0) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(list[middle], item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
