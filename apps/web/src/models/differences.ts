/** Dice of two models and by how much the second is better; null where one of them was not measured. */
export interface Difference {
  readonly a: number | null;
  readonly b: number | null;
  readonly difference: number | null;
}

/** What became worse first, then by how little it became better; what cannot be told last. */
export function worsenedFirst<Row extends Difference>(rows: readonly Row[]): readonly Row[] {
  const keyOf = ({ difference }: Row) => difference ?? Number.POSITIVE_INFINITY;
  return rows.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0));
}

/** "+0.03", "−0.12", "0.00": with a sign that can be read, and none where digits show none. */
export function signed(difference: number): string {
  const digits = Math.abs(difference).toFixed(2);
  if (digits === '0.00') return digits;
  return difference > 0 ? `+${digits}` : `−${digits}`;
}

export interface LeftOut {
  readonly learned: number;
  readonly corrected: number;
  readonly unmeasured: number;
}

/** Why images are not compared, one sentence each. */
export function leftOutTexts({ learned, corrected, unmeasured }: LeftOut): readonly string[] {
  const images = (n: number) => (n === 1 ? '1 image is' : `${n} images are`);
  return [
    learned > 0 ? `${images(learned)} left out: one of the two has learned from ${learned === 1 ? 'it' : 'them'}.` : '',
    corrected > 0 ? `${images(corrected)} left out: labels were corrected in between.` : '',
    unmeasured > 0 ? `${images(unmeasured)} left out: only one of the two was measured there.` : '',
  ].filter(Boolean);
}
