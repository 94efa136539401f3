/** Which submissions measure models instead of teaching them: the 3rd, 7th, 11th, ... of a project, for good. */
const EVERY = 4;
const FIRST = 3;

/** `ordinal` counts the readings of a project by their first submission: 1, 2, 3, ... */
export function isHeldOut(ordinal: number): boolean {
  return ordinal % EVERY === FIRST % EVERY;
}
