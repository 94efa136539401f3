/** A label as it is being edited. */
export interface DraftLabel {
  /** What voxels hold, 1 to 254; never changes once saved. */
  readonly value: number;
  readonly name: string;
  /** '#rrggbb' */
  readonly color: string;
}

/** Tells labels apart for most kinds of colour vision. Source: Okabe and Ito, "Color Universal Design", lightened for black. */
export const PALETTE = [
  '#e69f00',
  '#56b4e9',
  '#2fbf8f',
  '#f0e442',
  '#5b8def',
  '#e8743b',
  '#d58ec1',
  '#9fd356',
  '#b8a1ff',
];

export function firstLabels(): readonly DraftLabel[] {
  return [{ value: 1, name: '', color: PALETTE[0] }];
}

/** With one more label: the lowest free value, the next colour. Unchanged when all 254 values are taken. */
export function withNewLabel(labels: readonly DraftLabel[]): readonly DraftLabel[] {
  const taken = new Set(labels.map(({ value }) => value));
  let value = 1;
  while (taken.has(value)) value += 1;
  if (value > 254) return labels;
  return [...labels, { value, name: '', color: PALETTE[labels.length % PALETTE.length] }];
}

/** What keeps the list from being saved, for people; undefined when it is fine. */
export function draftProblem(labels: readonly DraftLabel[]): string | undefined {
  if (labels.length === 0) return 'A project needs at least one label.';
  const names = labels.map(({ name }) => name.trim().toLowerCase());
  if (names.includes('')) return 'Every label needs a name.';
  const twice = labels.find((_, index) => names.indexOf(names[index]) !== index);
  return twice ? `Two labels are called "${twice.name.trim()}".` : undefined;
}
