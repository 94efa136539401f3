import type { Axis } from '@scholia/tools';
import { longestRuns, type SliceRuns, slicesIn, unionOfRuns } from '@scholia/volume';
import type { Plane } from '../space/plane.ts';

/** Which slices of a plane were on the screen. Slices are numbered along the stored axis that the plane is perpendicular to. */
export interface PlaneCoverage {
  readonly plane: Plane;
  readonly axis: Axis;
  /** Slices that there are. */
  readonly of: number;
  readonly runs: SliceRuns;
}

export interface PlaneSummary extends PlaneCoverage {
  /** Slices that were shown: more than `runs` say only where short runs were cut. */
  readonly shown: number;
  readonly dwellMs: number;
  /** The dwell in each of `DWELL_PARTS` equal parts of the stack, from slice 0 on. */
  readonly dwellByPart: readonly number[];
}

export interface WindowDwell {
  readonly centre: number;
  readonly width: number;
  readonly dwellMs: number;
}

/** What was looked at between two moments, as `ReadingViewed` tells it. Bounded, however long that was. */
export interface ViewingSummary {
  /** ISO 8601 by this machine's clock. */
  readonly from: string;
  readonly to: string;
  /** Without the minutes in which nobody was there. */
  readonly dwellMs: number;
  /** Those that were shown, axial first. */
  readonly planes: readonly PlaneSummary[];
  /** Those that were on longest, first. */
  readonly windows: readonly WindowDwell[];
  readonly spanMm: { readonly min: number; readonly max: number } | null;
  readonly toolsMs: Readonly<Record<string, number>>;
  readonly waitingMs: number;
}

// The same bounds as the event's schema has.
export const DWELL_PARTS = 16;
export const MAX_SLICE_RUNS = 200;
export const MAX_WINDOWS = 8;

const ORDER: readonly Plane[] = ['axial', 'coronal', 'sagittal'];
export const inOrder = <T extends { readonly plane: Plane }>(planes: readonly T[]): T[] =>
  [...planes].sort((a, b) => ORDER.indexOf(a.plane) - ORDER.indexOf(b.plane));

/** Two summaries of the same reading as one. Only time resolution is lost, and what the bounds cut. */
export function mergeSummaries(a: ViewingSummary, b: ViewingSummary): ViewingSummary {
  const spans = [a.spanMm, b.spanMm].filter((span) => span !== null);
  return {
    from: a.from < b.from ? a.from : b.from,
    to: a.to > b.to ? a.to : b.to,
    dwellMs: a.dwellMs + b.dwellMs,
    planes: inOrder(groupBy([...a.planes, ...b.planes], ({ plane }) => plane).map((same) => same.reduce(mergePlanes))),
    windows: longestWindows([...a.windows, ...b.windows], MAX_WINDOWS),
    spanMm:
      spans.length === 0
        ? null
        : { min: Math.min(...spans.map(({ min }) => min)), max: Math.max(...spans.map(({ max }) => max)) },
    toolsMs: sumOf(a.toolsMs, b.toolsMs),
    waitingMs: a.waitingMs + b.waitingMs,
  };
}

function mergePlanes(a: PlaneSummary, b: PlaneSummary): PlaneSummary {
  const runs = unionOfRuns(a.runs, b.runs);
  return {
    ...a,
    runs: longestRuns(runs, MAX_SLICE_RUNS),
    shown: Math.max(slicesIn(runs), a.shown, b.shown),
    dwellMs: a.dwellMs + b.dwellMs,
    dwellByPart: a.dwellByPart.map((ms, part) => ms + b.dwellByPart[part]),
  };
}

/** Equal windows as one, those that were on longest first, at most `limit`. */
export function longestWindows(windows: readonly WindowDwell[], limit: number): WindowDwell[] {
  return groupBy(windows, ({ centre, width }) => `${centre} ${width}`)
    .map((same) => ({ ...same[0], dwellMs: same.reduce((sum, { dwellMs }) => sum + dwellMs, 0) }))
    .sort((a, b) => b.dwellMs - a.dwellMs)
    .slice(0, limit);
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return [...groups.values()];
}

function sumOf(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [name, ms] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + ms;
  return sum;
}

/** Every slice that any of them covers, plane by plane. */
export function uniteCoverage(...all: readonly (readonly PlaneCoverage[])[]): readonly PlaneCoverage[] {
  return inOrder(
    groupBy(all.flat(), ({ plane }) => plane).map((same) => ({
      plane: same[0].plane,
      axis: same[0].axis,
      of: same[0].of,
      runs: unionOfRuns(...same.map(({ runs }) => runs)),
    })),
  );
}
