import { z } from 'zod';

/** One thing that was looked at, in words for people. */
const checkSchema = z.strictObject({
  /** A short name: 'loads', 'input', 'window', 'channels', ... */
  what: z.string(),
  isOk: z.boolean(),
  found: z.string(),
  expected: z.string(),
  /** What to do about it; null where nothing is to be done. */
  hint: z.string().nullable(),
});

/** How a dry run of a network went, in the order in which things were looked at. */
export const reportSchema = z.strictObject({ isUsable: z.boolean(), checks: z.array(checkSchema) });

export type Check = z.output<typeof checkSchema>;
export type DryRunReport = z.output<typeof reportSchema>;

/** Usable is what passed everything. */
export const reportOf = (checks: readonly Check[]): DryRunReport => ({
  isUsable: checks.every(({ isOk }) => isOk),
  checks: [...checks],
});

export const ok = (what: string, found: string, expected: string, hint: string | null = null): Check => ({
  what,
  isOk: true,
  found,
  expected,
  hint,
});

export const failed = (what: string, found: string, expected: string, hint: string): Check => ({
  ...ok(what, found, expected, hint),
  isOk: false,
});

/** A number for people, three digits of it. */
export const short = (value: number): string => String(Number(value.toPrecision(3)));
