/** Twelve colours that stay apart on a dark viewer and for the common colour-vision deficiencies (after Tol's "bright" and "muted"). */
export const PALETTE = [
  '#4477aa',
  '#ee6677',
  '#228833',
  '#ccbb44',
  '#66ccee',
  '#aa3377',
  '#ee7733',
  '#009988',
  '#cc3311',
  '#88ccee',
  '#ddaa33',
  '#b28dff',
] as const;

/** The colour of the n-th person (0, 1, 2, ...): neighbours in time of joining never share one. */
export function colorOf(n: number): string {
  return PALETTE[n % PALETTE.length];
}
