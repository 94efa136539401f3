/** Dice of one held-out image. */
export interface CaseScore {
  readonly imageId: string;
  /** Mean over labels; null where the image has none of them, neither labelled nor predicted. */
  readonly score: number | null;
  /** Label value to Dice. */
  readonly scores: Readonly<Record<string, number>>;
}

/** The lowest mean first; what could not be measured last. */
export function worstFirst<Case extends CaseScore>(cases: readonly Case[]): readonly Case[] {
  return cases.toSorted((a, b) => (a.score ?? 2) - (b.score ?? 2));
}
