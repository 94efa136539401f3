import type { Outputs } from '../client/trpc.ts';

export type HistoryRow = Outputs['readings']['history']['rows'][number];

/** One line of the timeline: something that stands for itself, or a run of small edits of one person. */
export interface RowGroup {
  /** Newest first; at least one. */
  readonly rows: readonly HistoryRow[];
  /** A turn of the reading, not one stroke among many. */
  readonly isMilestone: boolean;
}

/** Somebody who pauses for so long begins anew, ms. */
const PAUSE_MS = 15 * 60_000;

/** Groups rows (newest first): what one person did in a row is one line. */
export function groupRows(rows: readonly HistoryRow[]): RowGroup[] {
  const groups: HistoryRow[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && belongTogether(last, row)) group.push(row);
    else groups.push([row]);
  }
  return groups.map((group) => ({ rows: group, isMilestone: isMilestone(group[0]) }));
}

/** What was accepted of a machine, and every event that is no operation. */
export function isMilestone({ operation }: HistoryRow): boolean {
  return operation === null || operation.proposalId !== null || operation.tool === 'restore';
}

function belongTogether(later: HistoryRow, earlier: HistoryRow): boolean {
  // A restore is one thing, although the log holds its operation and its reason.
  if (later.type === 'ReadingRestored') return earlier.operation?.tool === 'restore';
  return (
    !isMilestone(later) &&
    !isMilestone(earlier) &&
    later.actor.id === earlier.actor.id &&
    Date.parse(later.at) - Date.parse(earlier.at) < PAUSE_MS
  );
}

/** What a group is made of, the most frequent first: "12 brush, 3 eraser". */
export function toolsText(rows: readonly HistoryRow[], nameOf: (tool: string) => string): string {
  const counts = new Map<string, number>();
  for (const { operation } of rows) {
    const name = nameOf(operation?.tool ?? '');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

/** The last versions of groups, ascending: where PageUp and PageDown stop. */
export function stopsOf(groups: readonly RowGroup[]): number[] {
  const versions = groups.map(({ rows }) => rows.find(({ version }) => version !== null)?.version ?? null);
  return versions.filter((version) => version !== null).reverse();
}
