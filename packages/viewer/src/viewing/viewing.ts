import type { Axis } from '@scholia/tools';
import { longestRuns, type SliceRuns, slicesIn, unionOfRuns } from '@scholia/volume';
import type { Plane } from '../space/plane.ts';
import type { SliceState, ViewState } from '../viewer-api.ts';
import {
  DWELL_PARTS,
  inOrder,
  longestWindows,
  MAX_SLICE_RUNS,
  MAX_WINDOWS,
  type PlaneCoverage,
  uniteCoverage,
  type ViewingSummary,
} from './summary.ts';

/** What is on the screen. */
export interface Shown {
  readonly slices: readonly (SliceState & { readonly plane: Plane })[];
  readonly window: { readonly min: number; readonly max: number };
  /** Millimetres across the shorter side of the view under the pointer. */
  readonly spanMm: number | undefined;
  readonly tool: string;
}

/** What a person sees of a view state: of the planes only those that the layout shows. */
export function shownIn({ layout, slices, window, activeTool, presence }: ViewState): Shown {
  const planes = (Object.keys(slices) as Plane[]).filter((plane) => layout === 'quad' || layout === plane);
  return {
    slices: planes.map((plane) => ({ plane, ...slices[plane] })),
    window,
    spanMm: presence.camera?.spanMm,
    tool: activeTool,
  };
}

/** Without any input for so long nobody is taken to be there. */
const IDLE_MS = 60_000;
/** Dragging the window passes through hundreds: so many are told apart until the next summary. */
const WINDOWS_KEPT = 64;

/**
 * Adds up what somebody looks at. Pure: every moment is an argument, whole ms of one clock; one that lies before the last counts as the last.
 * Dwell passes only while something is shown, and within a minute of the last input.
 */
export class Viewing {
  #at: number;
  #inputAt: number;
  #shown: Shown | undefined;
  #isWaiting = false;
  #tally = new Tally();
  #covered: readonly PlaneCoverage[] = [];

  /** Somebody has just come. */
  constructor(at: number) {
    this.#at = this.#inputAt = at;
  }

  /** Pointer, wheel or key: somebody is there. */
  touch(at: number): void {
    this.#advance(at);
    this.#inputAt = this.#at;
    this.#mark();
  }

  /** From now on this is on the screen; undefined: nothing is, or nobody can see it. */
  show(shown: Shown | undefined, at: number): void {
    this.#advance(at);
    this.#shown = shown;
    this.#mark();
  }

  /** From now on the computer is (not) working on what this person asked for. */
  wait(isWaiting: boolean, at: number): void {
    this.#advance(at);
    this.#isWaiting = isWaiting;
  }

  /** What was looked at since the last `take`; undefined when nothing was. */
  take(at: number): ViewingSummary | undefined {
    this.#advance(at);
    const summary = this.#tally.summary();
    this.#tally = new Tally();
    return summary;
  }

  /** Every slice that was shown since the beginning, whatever was taken. */
  get coverage(): readonly PlaneCoverage[] {
    return this.#covered;
  }

  #advance(at: number): void {
    const end = Math.min(at, this.#inputAt + IDLE_MS);
    if (this.#shown && end > this.#at) this.#tally.dwell(this.#shown, this.#at, end, this.#isWaiting);
    this.#at = Math.max(at, this.#at);
  }

  /** Whatever is on the screen has been seen, if only for a moment, unless nobody is there. */
  #mark(): void {
    if (!this.#shown || this.#at > this.#inputAt + IDLE_MS) return;
    this.#tally.dwell(this.#shown, this.#at, this.#at, this.#isWaiting);
    const seen = this.#shown.slices.map(({ plane, axis, count, index }) => ({
      ...{ plane, axis, of: count },
      runs: [[index, index]] as const,
    }));
    const isNew = seen.some(({ plane, runs: [[index]] }) => {
      const known = this.#covered.find((one) => one.plane === plane);
      return !known || !includes(known.runs, index);
    });
    if (isNew) this.#covered = uniteCoverage(this.#covered, seen);
  }
}

/** What goes into one summary. Changed in place: it grows with every movement of the pointer. */
class Tally {
  #from: number | undefined;
  #to = 0;
  #dwellMs = 0;
  #waitingMs = 0;
  #span: { min: number; max: number } | null = null;
  readonly #toolsMs: Record<string, number> = {};
  readonly #windows = new Map<string, { centre: number; width: number; dwellMs: number }>();
  readonly #planes = new Map<Plane, PlaneTally>();

  /** `shown` was on the screen from `start` to `end`. */
  dwell({ slices, window, spanMm, tool }: Shown, start: number, end: number, isWaiting: boolean): void {
    const ms = end - start;
    this.#from ??= start;
    this.#to = end;
    this.#dwellMs += ms;
    if (isWaiting) this.#waitingMs += ms;
    for (const slice of slices) this.#dwellAt(slice, ms);
    if (spanMm !== undefined) {
      const { min, max } = this.#span ?? { min: spanMm, max: spanMm };
      this.#span = { min: Math.min(min, spanMm), max: Math.max(max, spanMm) };
    }
    if (ms === 0) return;
    this.#toolsMs[tool] = (this.#toolsMs[tool] ?? 0) + ms;
    this.#dwellIn(window, ms);
  }

  #dwellAt({ plane, axis, index, count }: Shown['slices'][number], ms: number): void {
    let tally = this.#planes.get(plane);
    if (!tally) {
      tally = { plane, axis, of: count, runs: [], dwellMs: 0, dwellByPart: new Array(DWELL_PARTS).fill(0) };
      this.#planes.set(plane, tally);
    }
    if (!includes(tally.runs, index)) tally.runs = unionOfRuns(tally.runs, [[index, index]]);
    tally.dwellMs += ms;
    tally.dwellByPart[Math.floor((index * DWELL_PARTS) / count)] += ms;
  }

  #dwellIn({ min, max }: Shown['window'], ms: number): void {
    const [centre, width] = [digits((min + max) / 2), digits(max - min)];
    const key = `${centre} ${width}`;
    const known = this.#windows.get(key);
    if (known) {
      known.dwellMs += ms;
      return;
    }
    // The one on the screen is never the one that goes: it may stay on for long, a moment at a time.
    if (this.#windows.size >= WINDOWS_KEPT) {
      const [[shortest]] = [...this.#windows].sort(([, a], [, b]) => a.dwellMs - b.dwellMs);
      this.#windows.delete(shortest);
    }
    this.#windows.set(key, { centre, width, dwellMs: ms });
  }

  summary(): ViewingSummary | undefined {
    if (this.#from === undefined || this.#planes.size === 0) return undefined;
    return {
      from: new Date(this.#from).toISOString(),
      to: new Date(this.#to).toISOString(),
      dwellMs: this.#dwellMs,
      planes: inOrder([...this.#planes.values()]).map((plane) => ({
        ...plane,
        runs: longestRuns(plane.runs, MAX_SLICE_RUNS),
        shown: slicesIn(plane.runs),
      })),
      windows: longestWindows([...this.#windows.values()], MAX_WINDOWS),
      spanMm: this.#span,
      toolsMs: this.#toolsMs,
      waitingMs: this.#waitingMs,
    };
  }
}

interface PlaneTally {
  readonly plane: Plane;
  readonly axis: Axis;
  readonly of: number;
  runs: SliceRuns;
  dwellMs: number;
  readonly dwellByPart: number[];
}

const includes = (runs: SliceRuns, slice: number) => runs.some(([first, last]) => first <= slice && slice <= last);

/** Three significant digits: a window is chosen by eye. */
const digits = (value: number) => Number(value.toPrecision(3));
