import { numbersIn, numbersOrNothingIn } from '../numbers.ts';
import type { Declaration } from './foreign-model.ts';

type Intensity = Declaration['input']['intensity'];

/** A declaration as somebody types it: numbers as texts, so that a field can be half done. */
export interface Draft {
  readonly inputName: string;
  readonly layout: Declaration['input']['layout'];
  /** Where D, H and W point. */
  readonly axes: string;
  /** Voxels along D, H, W. */
  readonly patch: string;
  /** mm along D, H, W; "-" leaves an axis as it is. */
  readonly spacing: string;
  readonly by: Intensity['by'];
  /** Cut off outside: "-1000 1000"; may be empty where a mean is given. */
  readonly range: string;
  readonly to: '0..1' | '-1..1';
  readonly clipPercent: string;
  readonly ofNonZero: boolean;
  readonly mean: string;
  readonly deviation: string;
  readonly outputName: string;
  readonly kind: Declaration['output']['kind'];
  /** The project's label of each channel; 0 for the background, and for what is not wanted. */
  readonly labels: readonly number[];
}

export type Problems = Partial<Record<keyof Draft, string>>;

export function draftOf({ input, output }: Declaration): Draft {
  const { intensity } = input;
  return {
    inputName: input.name,
    layout: input.layout,
    axes: input.axes,
    patch: input.patch.join(' '),
    spacing: input.spacingMm.map((mm) => mm ?? '-').join(' '),
    by: intensity.by,
    range: intensity.by === 'image' || intensity.low === null ? '' : `${intensity.low} ${intensity.high}`,
    to: intensity.by === 'range' ? intensity.to : '0..1',
    clipPercent: String(intensity.by === 'image' ? intensity.clipPercent : 0),
    ofNonZero: intensity.by === 'image' && intensity.ofNonZero,
    mean: intensity.by === 'fixed' ? String(intensity.mean) : '',
    deviation: intensity.by === 'fixed' ? String(intensity.deviation) : '',
    outputName: output.name,
    kind: output.kind,
    labels: output.labels,
  };
}

/** The declaration that was typed, or what is wrong with it. */
export function declarationOf(draft: Draft): { readonly declaration: Declaration | null; readonly problems: Problems } {
  const problems: Problems = {
    ...axesProblem(draft.axes),
    ...intensityProblems(draft),
    ...(draft.labels.some((label) => label > 0)
      ? {}
      : { labels: 'At least one channel must be a label of the project' }),
  };
  const patch = numbersIn(draft.patch);
  if (patch.length !== 3 || !patch.every(isSize)) problems.patch = 'Three counts of voxels: 96 96 96';
  else if (draft.layout === '2d' && patch[0] !== 1) problems.patch = 'One slice at a time: 1 256 256';
  const spacing = numbersOrNothingIn(draft.spacing);
  if (spacing.length !== 3 || !spacing.every((mm) => mm === null || mm > 0))
    problems.spacing = 'Three lengths in mm, or - for as it is: 1 1 -';
  if (Object.keys(problems).length > 0) return { declaration: null, problems };
  const declaration = {
    input: {
      name: draft.inputName,
      layout: draft.layout,
      axes: draft.axes,
      patch: [...patch] as [number, number, number],
      spacingMm: [...spacing] as [number | null, number | null, number | null],
      intensity: intensityOf(draft),
    },
    output: { name: draft.outputName, kind: draft.kind, labels: [...draft.labels] },
  };
  return { declaration, problems };
}

function intensityOf(draft: Draft): Intensity {
  const [low, high] = numbersIn(draft.range);
  switch (draft.by) {
    case 'range':
      return { by: 'range', low, high, to: draft.to };
    case 'image':
      return { by: 'image', clipPercent: Number(draft.clipPercent), ofNonZero: draft.ofNonZero };
    case 'fixed':
      return {
        by: 'fixed',
        mean: Number(draft.mean),
        deviation: Number(draft.deviation),
        low: low ?? null,
        high: high ?? null,
      };
  }
}

function intensityProblems({ by, range, clipPercent, mean, deviation }: Draft): Problems {
  const [low, high, ...more] = numbersIn(range);
  const isRange = low < high && more.length === 0;
  const isOne = (text: string, isGood: (value: number) => boolean) =>
    numbersIn(text).length === 1 && isGood(Number(text));
  switch (by) {
    case 'range':
      return isRange ? {} : { range: 'The lowest and the highest: -1000 1000' };
    case 'image':
      return isOne(clipPercent, (percent) => percent >= 0 && percent <= 10) ? {} : { clipPercent: 'From 0 to 10' };
    case 'fixed':
      return {
        ...(isRange || range.trim() === '' ? {} : { range: 'The lowest and the highest, or nothing' }),
        ...(isOne(mean, Number.isFinite) ? {} : { mean: 'A number' }),
        ...(isOne(deviation, (value) => value > 0) ? {} : { deviation: 'A number above 0' }),
      };
  }
}

/** One letter of each pair, in any order. */
function axesProblem(axes: string): Problems {
  const pairs = [...axes].map((letter) => ['RL', 'AP', 'SI'].findIndex((pair) => pair.includes(letter)));
  const isGood = pairs.length === 3 && new Set(pairs).size === 3 && !pairs.includes(-1);
  return isGood ? {} : { axes: 'One letter of each of R/L, A/P and S/I: RAS' };
}

const isSize = (size: number) => Number.isInteger(size) && size >= 1 && size <= 4096;
