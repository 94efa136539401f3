import { boundsOf, type Filters } from './filters.ts';

/** What an export of the present filter holds: its project or reading, and its days. An export is whole, whoever did what in it. */
export function wishOf(filters: Filters): { projectId?: string; readingId?: string; from?: string; to?: string } {
  const { since, until } = boundsOf(filters);
  return {
    ...(filters.project ? { projectId: filters.project } : {}),
    ...(filters.reading ? { readingId: filters.reading } : {}),
    ...(since ? { from: since } : {}),
    ...(until ? { to: until } : {}),
  };
}

/**
 * Where the file is. With the positions that were shown, so that it holds what was promised. `withNames` is for formats that tell
 * names by themselves; a bundle goes from hand to hand, so it does not.
 */
export function exportAddress(
  filters: Filters,
  { from, to }: { readonly from: string; readonly to: string },
  { name, namesByDefault }: { readonly name: string; readonly namesByDefault: boolean | null },
  withNames: boolean,
): string {
  const query = new URLSearchParams({ format: name, ...wishOf(filters), from, to });
  if (namesByDefault) query.set('withNames', String(withNames));
  return `/api/v1/audit/export?${query}`;
}
