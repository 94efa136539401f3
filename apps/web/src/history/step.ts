/** Where a key takes the scrubber of 1..newest, or undefined for other keys. `stops` ascend: the ends of groups. */
export function stepTo(key: string, at: number, newest: number, stops: readonly number[]): number | undefined {
  const inside = (version: number) => Math.min(newest, Math.max(1, version));
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return inside(at - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return inside(at + 1);
    case 'Home':
      return 1;
    case 'End':
      return newest;
    case 'PageDown':
      return inside(stops.findLast((stop) => stop < at) ?? at - leap(newest));
    case 'PageUp':
      return inside(stops.find((stop) => stop > at) ?? at + leap(newest));
    default:
      return undefined;
  }
}

/** Where no group is known: a twentieth of everything. */
const leap = (newest: number) => Math.max(1, Math.round(newest / 20));
