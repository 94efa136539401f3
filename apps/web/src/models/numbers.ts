/** Numbers as people type them in a row: parted by spaces, commas or "x". Not a number where a part is none. */
export function numbersIn(text: string): readonly number[] {
  return partsOf(text).map((part) => Number(part));
}

/** The same where a "-" stands for what is left open. */
export function numbersOrNothingIn(text: string): readonly (number | null)[] {
  return partsOf(text).map((part) => (part === '-' ? null : Number(part)));
}

const partsOf = (text: string): readonly string[] => {
  const parts = text.trim().split(/[\s,;x×]+/);
  return parts.length === 1 && parts[0] === '' ? [] : parts;
};
