/**
 * Dice's coefficient of one label in two labelmaps of equal length: 2|A and B| / (|A| + |B|).
 * NaN when neither holds the label: there was nothing to find, and a mean leaves it out.
 */
export function dice(a: Uint8Array, b: Uint8Array, label: number): number {
  let both = 0;
  let sum = 0;
  for (let at = 0; at < a.length; at++) {
    const inA = a[at] === label;
    const inB = b[at] === label;
    if (inA) sum++;
    if (inB) sum++;
    if (inA && inB) both++;
  }
  return sum === 0 ? Number.NaN : (2 * both) / sum;
}

/** Dice of each label, keyed by label. Labels in neither are left out. */
export function diceByLabel(a: Uint8Array, b: Uint8Array, labels: readonly number[]): Record<number, number> {
  const scores: Record<number, number> = {};
  for (const label of labels) {
    const score = dice(a, b, label);
    if (!Number.isNaN(score)) scores[label] = score;
  }
  return scores;
}

/** Mean Dice over the labels that occur in either labelmap; NaN when none does. */
export function meanDice(a: Uint8Array, b: Uint8Array, labels: readonly number[]): number {
  return mean(Object.values(diceByLabel(a, b, labels)));
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
