type Triple = readonly [number, number, number];

/** Canonical array axes, slowest first: z, y, x, which grow towards S, A and R. */
const AXIS_OF: Readonly<Record<string, number>> = { S: 0, I: 0, A: 1, P: 1, R: 2, L: 2 };

/** How the axes D, H, W of a network lie in a canonical window [z, y, x]. */
export interface AxisOrder {
  /** Canonical array axis of D, H and W. */
  readonly axes: Triple;
  /** Which of them run against it. */
  readonly isReversed: readonly [boolean, boolean, boolean];
}

/** From letters that say where D, H and W point, such as 'RAS'. */
export function axisOrder(letters: string): AxisOrder {
  const [d, h, w] = letters;
  const isReversed = (letter: string) => 'LPI'.includes(letter);
  return {
    axes: [AXIS_OF[d], AXIS_OF[h], AXIS_OF[w]],
    isReversed: [isReversed(d), isReversed(h), isReversed(w)],
  };
}

/** What is given along D, H, W, along z, y, x. */
export function alongCanonical<T>({ axes }: AxisOrder, given: readonly [T, T, T]): [T, T, T] {
  const at = (axis: number) => given[axes.indexOf(axis)];
  return [at(0), at(1), at(2)];
}

/** For each voxel of the network's window (size D, H, W; W fastest): its place in the canonical window. */
export function canonicalPlaces(order: AxisOrder, [d, h, w]: Triple): Int32Array {
  const size = alongCanonical(order, [d, h, w]);
  const strides = [size[1] * size[2], size[2], 1];
  const step = order.axes.map((axis, n) => (order.isReversed[n] ? -strides[axis] : strides[axis]));
  const start = order.axes.reduce(
    (sum, axis, n) => sum + (order.isReversed[n] ? (size[axis] - 1) * strides[axis] : 0),
    0,
  );
  const places = new Int32Array(d * h * w);
  let at = 0;
  for (let i = 0; i < d; i++)
    for (let j = 0; j < h; j++)
      for (let k = 0; k < w; k++) places[at++] = start + i * step[0] + j * step[1] + k * step[2];
  return places;
}
