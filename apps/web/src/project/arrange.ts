export type Filter = 'all' | 'open' | 'submitted';

interface Row {
  readonly imageId: string;
  readonly name: string;
  readonly status: 'unlabelled' | 'in-progress' | 'submitted';
  readonly isWithdrawn: boolean;
  readonly submittedAt: string | null;
}

/**
 * The rows to show, in order: what is left first, as the queue ranks it, then what was submitted, newest first.
 * `ranks` maps an image id to its place in the queue; an open image without a place comes after those with one.
 */
export function arrange<T extends Row>(
  images: readonly T[],
  ranks: ReadonlyMap<string, number>,
  filter: Filter,
  search: string,
): T[] {
  const wanted = search.trim().toLowerCase();
  const isOpen = (row: Row) => row.status !== 'submitted';
  const rank = (row: Row) => ranks.get(row.imageId) ?? Number.POSITIVE_INFINITY;
  return images
    .filter((row) => !row.isWithdrawn && row.name.toLowerCase().includes(wanted))
    .filter((row) => filter === 'all' || isOpen(row) === (filter === 'open'))
    .sort((a, b) => {
      if (isOpen(a) !== isOpen(b)) return isOpen(a) ? -1 : 1;
      const byPlace = isOpen(a) ? compare(rank(a), rank(b)) : (b.submittedAt ?? '').localeCompare(a.submittedAt ?? '');
      return byPlace || a.name.localeCompare(b.name, undefined, { numeric: true });
    });
}

/** Unlike a difference, right for two infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
