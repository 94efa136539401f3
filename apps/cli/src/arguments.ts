import { InvalidArgumentError } from 'commander';

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

export function integer(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It is not a whole number from 0.');
  return value;
}

export function integers(text: string): number[] {
  return text.split(',').map(integer);
}

/** Colours that tell labels apart, for colour-blind people too (Tol 2021, "bright"). */
const COLORS = ['#ee6677', '#228833', '#4477aa', '#ccbb44', '#66ccee', '#aa3377', '#bbbbbb'] as const;

export function palette(index: number): string {
  return COLORS[index % COLORS.length];
}
