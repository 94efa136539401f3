interface Positioned {
  readonly position: string;
}

/** Both lists as one, newest first, each event once, at most `keep` of them. */
export function mergeEvents<T extends Positioned>(known: readonly T[], more: readonly T[], keep: number): T[] {
  const byPosition = new Map([...known, ...more].map((event) => [event.position, event]));
  return [...byPosition.values()].sort((a, b) => Number(BigInt(b.position) - BigInt(a.position))).slice(0, keep);
}
