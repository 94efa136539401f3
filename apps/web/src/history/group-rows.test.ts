import { describe, expect, it } from 'vitest';
import { groupRows, type HistoryRow, stopsOf, toolsText } from './group-rows.ts';

let version = 0;
/** Somebody did something, a minute after what came before. */
function row(who: string, tool: string | null, more: Partial<HistoryRow> = {}): HistoryRow {
  version++;
  return {
    position: String(10 * version) as never,
    version,
    type: tool === null ? 'ReadingSubmitted' : 'OperationCommitted',
    actor: { type: 'user', id: who, name: who },
    at: new Date(60_000 * version).toISOString(),
    sentence: '',
    operation: tool === null ? null : { tool, label: 1, proposalId: tool === 'proposal' ? ('p' as never) : null },
    ...more,
  };
}
const newestFirst = (rows: HistoryRow[]) => rows.toReversed();

describe('groupRows', () => {
  it('makes one line of what one person did in a row, and leaves milestones alone', () => {
    version = 0;
    const rows = newestFirst([
      row('a', 'brush'),
      row('a', 'eraser'),
      row('a', 'brush'),
      row('b', 'brush'),
      row('a', 'proposal'),
      row('a', 'undo'),
      row('a', 'brush'),
      row('a', 'restore'),
      row('a', null),
    ]);
    const groups = groupRows(rows);
    expect(groups.map(({ rows, isMilestone }) => [rows.length, isMilestone])).toEqual([
      [1, true],
      [1, true],
      [2, false],
      [1, true],
      [1, false],
      [3, false],
    ]);
    expect(groups.flatMap((group) => group.rows)).toEqual(rows);
    expect(toolsText(groups[5].rows, (tool) => tool)).toBe('2 brush, 1 eraser');
    expect(stopsOf(groups)).toEqual([3, 4, 5, 7, 8, 9]);
  });

  it('makes one line of a restore and its reason, also of two in a row', () => {
    version = 0;
    const restore = () => [row('a', 'restore'), row('a', null, { type: 'ReadingRestored' })];
    const rows = newestFirst([row('a', 'brush'), ...restore(), ...restore(), row('a', 'brush')]);
    expect(groupRows(rows).map(({ rows, isMilestone }) => [rows.length, isMilestone])).toEqual([
      [1, false],
      [2, true],
      [2, true],
      [1, false],
    ]);
  });

  it('begins anew after a pause', () => {
    version = 0;
    const rows = newestFirst([row('a', 'brush'), row('a', 'brush', { at: new Date(3_600_000).toISOString() })]);
    expect(groupRows(rows)).toHaveLength(2);
    expect(groupRows([])).toEqual([]);
  });

  it('has no stop at what was said elsewhere', () => {
    version = 0;
    expect(stopsOf(groupRows([row('a', null, { version: null })]))).toEqual([]);
  });
});
