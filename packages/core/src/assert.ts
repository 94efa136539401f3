/** Throws when a bug has made `condition` false. Never for bad input: that is a refusal or an AppError. */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Error(`bug: ${why}`);
}

/** The value, or a bug when it is missing. `why` says why it cannot be. */
export function must<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new Error(`bug: ${why}`);
  return value;
}

/** The end of an exhaustive switch. */
export function assertNever(value: never): never {
  throw new Error(`bug: unhandled case ${JSON.stringify(value)}`);
}
