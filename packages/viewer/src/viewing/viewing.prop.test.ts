import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSummaries, type ViewingSummary } from './summary.ts';
import { type Shown, Viewing } from './viewing.ts';

const COUNTS = { axial: 20, coronal: 7, sagittal: 40 } as const;
const AXES = { axial: 2, coronal: 1, sagittal: 0 } as const;
type PlaneName = keyof typeof COUNTS;
const PLANES = Object.keys(COUNTS) as PlaneName[];

const arbitraryShown: fc.Arbitrary<Shown> = fc
  .record({
    planes: fc.subarray(PLANES, { minLength: 1 }),
    at: fc.nat(1000),
    window: fc.constantFrom({ min: -160, max: 240 }, { min: 0, max: 80 }, { min: 0.1, max: 0.3 }),
    spanMm: fc.option(fc.constantFrom(80, 120.5, 300), { nil: undefined }),
    tool: fc.constantFrom('brush', 'navigate'),
  })
  .map(({ planes, at, ...rest }) => ({
    ...rest,
    slices: planes.map((plane) => ({ plane, axis: AXES[plane], count: COUNTS[plane], index: at % COUNTS[plane] })),
  }));
const arbitraryStep = fc.record({
  after: fc.oneof(fc.nat(3000), fc.nat(150_000)),
  act: fc.oneof(
    fc.constant({ type: 'touch' } as const),
    fc.record({ type: fc.constant('show' as const), shown: fc.option(arbitraryShown, { nil: undefined, freq: 5 }) }),
    fc.record({ type: fc.constant('wait' as const), isWaiting: fc.boolean() }),
    fc.constant({ type: 'take' } as const),
  ),
});
type Step = typeof arbitraryStep extends fc.Arbitrary<infer T> ? T : never;
const START = Date.UTC(2026, 2, 4);

/** Runs the steps; the summaries that were taken, the last at the end. */
function run(steps: readonly Step[]): { taken: ViewingSummary[]; viewing: Viewing } {
  const viewing = new Viewing(START);
  const taken: (ViewingSummary | undefined)[] = [];
  let at = START;
  for (const { after, act } of steps) {
    at += after;
    if (act.type === 'touch') viewing.touch(at);
    if (act.type === 'show') viewing.show(act.shown, at);
    if (act.type === 'wait') viewing.wait(act.isWaiting, at);
    if (act.type === 'take') taken.push(viewing.take(at));
  }
  taken.push(viewing.take(at));
  return { taken: taken.filter((one) => one !== undefined), viewing };
}

/** The same by definition: the time between two steps counts while something is shown and the last input is less than a minute ago. */
function oracle(steps: readonly Step[]) {
  let [at, inputAt, waiting] = [START, START, false];
  let shown: Shown | undefined;
  const slices = Object.fromEntries(PLANES.map((plane) => [plane, new Set<number>()]));
  const total = { dwellMs: 0, waitingMs: 0, brush: 0 };
  const look = () => {
    if (at - inputAt <= 60_000) for (const { plane, index } of shown?.slices ?? []) slices[plane].add(index);
  };
  for (const { after, act } of steps) {
    const awake = Math.max(0, Math.min(after, inputAt + 60_000 - at));
    if (shown) {
      total.dwellMs += awake;
      if (waiting) total.waitingMs += awake;
      if (shown.tool === 'brush') total.brush += awake;
    }
    at += after;
    if (act.type === 'touch') inputAt = at;
    if (act.type === 'show') shown = act.shown;
    if (act.type === 'wait') waiting = act.isWaiting;
    if (act.type === 'touch' || act.type === 'show') look();
  }
  return { slices, total };
}

const slicesOf = (runs: readonly (readonly [number, number])[]) =>
  runs.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => first + n));
const sorted = (set: ReadonlySet<number>) => [...set].sort((a, b) => a - b);
const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);

describe('Viewing', () => {
  it('counts each slice that was shown while somebody was there, and the time, however it is cut into summaries', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 40 }), (steps) => {
        const { taken, viewing } = run(steps);
        const { slices, total } = oracle(steps);
        for (const plane of PLANES) {
          const told = taken.flatMap((one) =>
            one.planes.filter((p) => p.plane === plane).flatMap((p) => slicesOf(p.runs)),
          );
          expect(sorted(new Set(told))).toEqual(sorted(slices[plane]));
          const covered = viewing.coverage.find((one) => one.plane === plane);
          expect(slicesOf(covered?.runs ?? [])).toEqual(sorted(slices[plane]));
        }
        expect(sum(taken.map(({ dwellMs }) => dwellMs))).toBe(total.dwellMs);
        expect(sum(taken.map(({ waitingMs }) => waitingMs))).toBe(total.waitingMs);
        expect(sum(taken.map(({ toolsMs }) => toolsMs.brush ?? 0))).toBe(total.brush);
      }),
      { numRuns: 300 },
    );
  });

  it('is consistent in itself: parts, tools and windows add up, and times do not overlap', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 40 }), (steps) => {
        const { taken } = run(steps);
        for (const [n, one] of taken.entries()) {
          expect(one.from <= one.to && (n === 0 || taken[n - 1].to <= one.from)).toBe(true);
          expect(one.dwellMs).toBeLessThanOrEqual(Date.parse(one.to) - Date.parse(one.from));
          expect(sum(Object.values(one.toolsMs))).toBe(one.dwellMs);
          expect(sum(one.windows.map(({ dwellMs }) => dwellMs))).toBe(one.dwellMs);
          for (const plane of one.planes) {
            expect(sum(plane.dwellByPart)).toBe(plane.dwellMs);
            expect(plane.shown).toBe(slicesOf(plane.runs).length);
            expect(plane.dwellMs).toBeLessThanOrEqual(one.dwellMs);
          }
        }
      }),
    );
  });
});

describe('mergeSummaries', () => {
  it('of all summaries, in any order, is what one summary at the end would have told', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (steps, keys) => {
        const { taken } = run(steps);
        fc.pre(taken.length > 0);
        const shuffled = taken
          .map((one) => ({ one, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const merged = shuffled.reduce(mergeSummaries);
        expect(normal(merged)).toEqual(normal(takenAtTheEnd(steps)));
      }),
    );
  });
});

/** The same steps at the same moments, but nothing is taken before the end. */
function takenAtTheEnd(steps: readonly Step[]): ViewingSummary {
  let carried = 0;
  const kept: Step[] = [];
  for (const step of steps) {
    if (step.act.type === 'take') carried += step.after;
    else {
      kept.push({ ...step, after: step.after + carried });
      carried = 0;
    }
  }
  return run([...kept, { after: carried, act: { type: 'take' } }]).taken[0];
}

const normal = ({ windows, ...rest }: ViewingSummary) => ({
  ...rest,
  windows: [...windows].sort((a, b) => a.centre - b.centre || a.width - b.width),
});

describe('bounds', () => {
  const shown = (index: number, width = 400): Shown => ({
    slices: [{ plane: 'axial', axis: 2, index, count: 1000 }],
    window: { min: 0, max: width },
    spanMm: 100,
    tool: 'navigate',
  });

  it('cuts the shortest runs and the windows that were on shortest, and says how many slices there were', () => {
    const viewing = new Viewing(START);
    for (let n = 0; n < 400; n++) viewing.show(shown(2 * n, 1000 + 10 * n), START + 2 * n);
    for (let n = 800; n < 900; n++) viewing.show(shown(n, 80), START + n);
    const summary = viewing.take(START + 1000);
    expect(summary?.planes[0].runs).toHaveLength(200);
    expect(summary?.planes[0].runs.at(-1)).toEqual([800, 899]);
    expect(summary?.planes[0].shown).toBe(500);
    expect(summary?.windows).toHaveLength(8);
    expect(summary?.windows[0]).toEqual({ centre: 40, width: 80, dwellMs: 200 });
    expect(JSON.stringify(summary).length).toBeLessThan(16_384);
    const twice = summary && mergeSummaries(summary, summary);
    expect([twice?.planes[0].shown, twice?.planes[0].runs.length]).toEqual([500, 200]);
  });

  it('stops a minute after the last input, and goes on with the next', () => {
    const viewing = new Viewing(START);
    viewing.show(shown(3), START);
    viewing.show(shown(7), START + 200_000);
    expect(viewing.take(START + 300_000)).toMatchObject({ dwellMs: 60_000, planes: [{ runs: [[3, 3]] }] });
    expect(viewing.take(START + 400_000)).toBeUndefined();
    viewing.touch(START + 500_000);
    expect(viewing.take(START + 501_000)).toMatchObject({ dwellMs: 1000, planes: [{ runs: [[7, 7]] }] });
  });

  it('never goes backwards when the clock does', () => {
    const viewing = new Viewing(START);
    viewing.show(shown(3), START + 5000);
    viewing.touch(START - 9000);
    expect(viewing.take(START + 6000)).toMatchObject({ dwellMs: 1000 });
  });
});
