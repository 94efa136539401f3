import { cpus } from 'node:os';
import { table } from '../output.ts';

/** One number that a benchmark measured. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** As written in the issue that asked for it. */
  readonly goal?: string | undefined;
  /** Whether the goal holds; absent where there is none. */
  readonly ok?: boolean | undefined;
  /** What it was compared with, measured in the same run. */
  readonly comparedTo?: string | undefined;
}

export interface Report {
  readonly name: string;
  readonly machine: string;
  readonly figures: readonly Figure[];
}

/** What a benchmark needs stays out of `scholia --help`: `run` imports it. */
export interface Bench {
  /** One line for --help. */
  readonly summary: string;
  readonly options: readonly BenchOption[];
  /** `options` as the command line gave them: parsed by `parse`, named in camel case. */
  run(options: Readonly<Record<string, unknown>>, log: (line: string) => void): Promise<readonly Figure[]>;
}

export interface BenchOption {
  /** As commander writes it: '--seconds <n>'. */
  readonly flags: string;
  readonly description: string;
  readonly parse?: ((text: string) => unknown) | undefined;
  readonly default?: unknown;
}

export const machine = () => `${cpus()[0]?.model.trim() ?? 'unknown processor'} x ${cpus().length}`;

/** A figure that must stay below a limit; NaN does not. */
export function below(figure: string, value: number, limit: number, unit: string, comparedTo?: string): Figure {
  return { figure, value, unit, goal: `< ${limit}`, ok: value < limit, comparedTo };
}

export function above(figure: string, value: number, limit: number, unit: string, comparedTo?: string): Figure {
  return { figure, value, unit, goal: `> ${limit}`, ok: value > limit, comparedTo };
}

/** The nearest one of the values; NaN of none. `share` is 0.5 for the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** For people. Three significant digits, more where a whole number has them. */
export function formatReport({ name, machine, figures }: Report): string {
  const rows = figures.map(({ figure, value, unit, goal, ok, comparedTo }) => [
    figure,
    rounded(value),
    unit,
    goal ?? '',
    ok === undefined ? '' : ok ? 'holds' : 'MISSED',
    comparedTo ?? '',
  ]);
  return `${name} on ${machine}\n\n${table(['Figure', 'Value', 'Unit', 'Goal', '', 'Compared to'], rows, [1])}`;
}

function rounded(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
