import { numbersIn } from './numbers.ts';
import type { PlanFields } from './plan.ts';

/** What somebody typed to have a plan otherwise; empty is as planned. */
export interface OverrideTexts {
  readonly spacing: string;
  readonly patch: string;
  readonly channels: string;
  readonly network: string;
  readonly batch: string;
  readonly learningRate: string;
}

export const NO_OVERRIDES: OverrideTexts = {
  spacing: '',
  patch: '',
  channels: '',
  network: '',
  batch: '',
  learningRate: '',
};

export type Overrides = Partial<
  Pick<PlanFields, 'targetSpacingMm' | 'patch' | 'channels' | 'network' | 'batch' | 'learningRate'>
>;

export interface ReadOverrides {
  readonly overrides: Overrides;
  /** What is wrong with a text, in words. */
  readonly problems: Partial<Record<keyof OverrideTexts, string>>;
}

/** Reads what was typed: numbers along x, y, z; the plan has a patch along z, y, x. */
export function overridesOf(texts: OverrideTexts): ReadOverrides {
  const problems: Partial<Record<keyof OverrideTexts, string>> = {};
  const read = <T>(
    field: keyof OverrideTexts,
    isGood: (numbers: readonly number[]) => boolean,
    problem: string,
    to: (numbers: readonly number[]) => T,
  ) => {
    const numbers = numbersIn(texts[field]);
    if (numbers.length === 0) return undefined;
    if (isGood(numbers)) return to(numbers);
    problems[field] = problem;
    return undefined;
  };
  const overrides = {
    targetSpacingMm: read(
      'spacing',
      (mm) => mm.length === 3 && mm.every((one) => one > 0 && one <= 50),
      'Three lengths in mm, for x, y and z: 1 1 1.5',
      (mm) => [...mm],
    ),
    patch: read(
      'patch',
      (sides) => sides.length === 3 && sides.every(isCount),
      'Three counts of voxels, for x, y and z: 96 96 64',
      (sides) => sides.toReversed(),
    ),
    channels: read(
      'channels',
      (widths) => widths.length >= 2 && widths.every(isCount),
      'Two or more counts, finest level first: 16 32 64',
      (widths) => [...widths],
    ),
    batch: read(
      'batch',
      ([n, ...more]) => more.length === 0 && isCount(n),
      'One count: 2',
      ([n]) => n,
    ),
    learningRate: read(
      'learningRate',
      ([rate, ...more]) => more.length === 0 && rate > 0 && rate < 1,
      'A number between 0 and 1: 0.003',
      ([rate]) => rate,
    ),
    network: texts.network || undefined,
  };
  return {
    overrides: Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)),
    problems,
  };
}

/** What a plan says, as somebody would type it. */
export function textsOf({ targetSpacingMm, patch, channels, network, batch, learningRate }: PlanFields): OverrideTexts {
  return {
    spacing: targetSpacingMm?.map((mm) => Number(mm.toPrecision(3))).join(' ') ?? '',
    patch: patch?.toReversed().join(' ') ?? '',
    channels: channels?.join(' ') ?? '',
    network: network ?? '',
    batch: batch?.toString() ?? '',
    learningRate: learningRate?.toString() ?? '',
  };
}

const isCount = (n: number | undefined) => n !== undefined && Number.isInteger(n) && n >= 1 && n <= 1024;
