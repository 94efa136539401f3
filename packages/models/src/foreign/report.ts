/** One thing that was looked at, in words for people. */
export interface Check {
  /** A short name: 'loads', 'input', 'window', 'channels', ... */
  readonly what: string;
  readonly isOk: boolean;
  readonly found: string;
  readonly expected: string;
  /** What to do about it; null where nothing is to be done. */
  readonly hint: string | null;
}

/** How a dry run of a network went, in the order in which things were looked at. */
export interface DryRunReport {
  /** It passed everything. */
  readonly isUsable: boolean;
  readonly checks: readonly Check[];
}

export const reportOf = (checks: readonly Check[]): DryRunReport => ({
  isUsable: checks.every(({ isOk }) => isOk),
  checks,
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
