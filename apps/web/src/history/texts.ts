import type { Person } from '../ui/Avatar.tsx';
import type { HistoryRow } from './group-rows.ts';

/** Who did something; grey for somebody who is in no list of people. */
export const personOf = ({ id, name }: HistoryRow['actor'], people: readonly Person[]): Person =>
  people.find(({ userId }) => userId === id) ?? { userId: id, name, color: '#888888' };

const TOOLS: Readonly<Record<string, string>> = {
  thresholdBrush: 'threshold brush',
  floodFill: 'fill',
  fillHoles: 'fill holes',
  interpolate: 'fill between slices',
  margin: 'grow or shrink',
  combine: 'copy',
  boxPrompt: 'box prompt',
  clearPrompts: 'clear scribbles',
  proposal: 'accepted proposal',
};

/** A tool as its button calls it; one of a newer version as it calls itself. */
export const toolName = (tool: string): string => TOOLS[tool] ?? tool;

/** "14:03", on another day "24 Nov, 14:03". */
export function clockText(iso: string, nowMs: number): string {
  const at = new Date(iso);
  const time = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (at.toDateString() === new Date(nowMs).toDateString()) return time;
  return `${at.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })}, ${time}`;
}

/** From when to when: "14:03", "14:03\u201314:09". Rows are newest first. */
export function spanText(rows: readonly HistoryRow[], nowMs: number): string {
  const [first, last] = [clockText(rows[rows.length - 1].at, nowMs), clockText(rows[0].at, nowMs)];
  return first === last ? last : `${first}\u2013${last}`;
}

/** What made a proposal: "Model v3", "Graph cut". */
export function machineName(machine: { readonly modelVersion: number | null; readonly method: string | null }): string {
  if (machine.modelVersion !== null) return `Model v${machine.modelVersion}`;
  const method = machine.method?.replaceAll('-', ' ') ?? 'a model';
  return method.charAt(0).toUpperCase() + method.slice(1);
}
