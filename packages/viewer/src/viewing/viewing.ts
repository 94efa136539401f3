import { longestRuns, slicesIn, unionOfRuns } from '@scholia/volume';
import type { Plane } from '../space/plane.ts';
import type { SliceState, ViewState } from '../viewer-api.ts';
import {
  DWELL_PARTS,
  inOrder,
  longestWindows,
  MAX_SLICE_RUNS,
  MAX_WINDOWS,
  type PlaneCoverage,
  type PlaneSummary,
  uniteCoverage,
  type ViewingSummary,
  type WindowDwell,
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
 * Adds up what somebody looks at. Pure: every moment is an argument, ms of one clock; one that lies before the last counts as the last.
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
      return !known?.runs.some(([first, last]) => first <= index && index <= last);
    });
    if (isNew) this.#covered = uniteCoverage(this.#covered, seen);
  }
}

/** What goes into one summary. */
class Tally {
  #from: number | undefined;
  #to = 0;
  #dwellMs = 0;
  #waitingMs = 0;
  #span: { min: number; max: number } | null = null;
  #windows: readonly WindowDwell[] = [];
  readonly #toolsMs: Record<string, number> = {};
  readonly #planes = new Map<Plane, PlaneSummary>();

  /** `shown` was on the screen from `start` to `end`. */
  dwell(shown: Shown, start: number, end: number, isWaiting: boolean): void {
    const ms = end - start;
    this.#from ??= start;
    this.#to = end;
    this.#dwellMs += ms;
    if (isWaiting) this.#waitingMs += ms;
    for (const slice of shown.slices) this.#planes.set(slice.plane, seen(this.#planes.get(slice.plane), slice, ms));
    const { spanMm } = shown;
    if (spanMm !== undefined) {
      const { min, max } = this.#span ?? { min: spanMm, max: spanMm };
      this.#span = { min: Math.min(min, spanMm), max: Math.max(max, spanMm) };
    }
    if (ms === 0) return;
    this.#toolsMs[shown.tool] = (this.#toolsMs[shown.tool] ?? 0) + ms;
    const { min, max } = shown.window;
    const window = { centre: digits((min + max) / 2), width: digits(max - min), dwellMs: ms };
    this.#windows = withWindow(this.#windows, window);
  }

  summary(): ViewingSummary | undefined {
    if (this.#from === undefined || this.#planes.size === 0) return undefined;
    const whole = Math.round;
    return {
      from: new Date(this.#from).toISOString(),
      to: new Date(this.#to).toISOString(),
      dwellMs: whole(this.#dwellMs),
      planes: inOrder([...this.#planes.values()]).map((plane) => ({
        ...plane,
        runs: longestRuns(plane.runs, MAX_SLICE_RUNS),
        dwellMs: whole(plane.dwellMs),
        dwellByPart: plane.dwellByPart.map(whole),
      })),
      windows: longestWindows(this.#windows, MAX_WINDOWS).map((one) => ({ ...one, dwellMs: whole(one.dwellMs) })),
      spanMm: this.#span,
      toolsMs: Object.fromEntries(Object.entries(this.#toolsMs).map(([tool, ms]) => [tool, whole(ms)])),
      waitingMs: whole(this.#waitingMs),
    };
  }
}

function seen(
  known: PlaneSummary | undefined,
  { plane, axis, index, count }: Shown['slices'][number],
  ms: number,
): PlaneSummary {
  const runs = unionOfRuns(known?.runs ?? [], [[index, index]]);
  const dwellByPart = [...(known?.dwellByPart ?? new Array<number>(DWELL_PARTS).fill(0))];
  dwellByPart[Math.floor((index * DWELL_PARTS) / count)] += ms;
  return { plane, axis, of: count, runs, shown: slicesIn(runs), dwellMs: (known?.dwellMs ?? 0) + ms, dwellByPart };
}

/** The one on the screen first, which is never the one that goes: it may stay on for long, a moment at a time. */
function withWindow(known: readonly WindowDwell[], now: WindowDwell): readonly WindowDwell[] {
  const isNow = ({ centre, width }: WindowDwell) => centre === now.centre && width === now.width;
  const dwellMs = now.dwellMs + (known.find(isNow)?.dwellMs ?? 0);
  const others = known.filter((one) => !isNow(one));
  return [{ ...now, dwellMs }, ...longestWindows(others, WINDOWS_KEPT - 1)];
}

/** Three significant digits: a window is chosen by eye. */
const digits = (value: number) => Number(value.toPrecision(3));
