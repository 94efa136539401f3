/** One report of a training. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
  /** Mean over labels and held-out readings; null where nothing was measured. */
  readonly validationDice: number | null;
  /** Label value to Dice. */
  readonly scores?: Readonly<Record<string, number>> | null | undefined;
}

export interface Label {
  readonly value: number;
  readonly name: string;
  readonly color: string;
}

/** How a line is drawn and named, and its number at each step: null where there is none. */
export interface Line {
  readonly name: string;
  /** A CSS colour, or one of the theme's: "--color-soft". */
  readonly color: string;
  readonly isBold?: boolean | undefined;
  readonly values: readonly (number | null)[];
}

export function lossLines(curve: readonly CurvePoint[]): readonly Line[] {
  return [{ name: 'Loss', color: '--color-soft', values: curve.map(({ loss }) => loss) }];
}

/** The mean, then every label that was measured, in the project's order. Of one label there is no mean; of nothing no line. */
export function diceLines(curve: readonly CurvePoint[], labels: readonly Label[]): readonly Line[] {
  const mean: Line = {
    name: 'Mean',
    color: '--color-ink',
    isBold: true,
    values: curve.map(({ validationDice }) => validationDice),
  };
  const measured = labels
    .map(({ value, name, color }) => ({ name, color, values: curve.map(({ scores }) => scores?.[value] ?? null) }))
    .filter(isMeasured);
  if (measured.length === 1) return measured;
  return [mean, ...measured].filter(isMeasured);
}

/** What was last measured at this index or before it; of all when there is no index. */
export function lastMeasured(values: Line['values'], index = values.length - 1): number | null {
  return values.slice(0, index + 1).findLast((value) => value !== null) ?? null;
}

const isMeasured = ({ values }: Line) => values.some((value) => value !== null);
