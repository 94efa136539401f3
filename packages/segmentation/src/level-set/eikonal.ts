/**
 * Distance u of a cell from what its nearest neighbours along the axes know: sum_a (max(0, u - d_a) / h_a)^2 = 1, with d_a
 * their distances (infinite when unknown; one at least is known) and h_a how far away they are. All in one unit.
 * Source: Rouy and Tourin, "A viscosity solutions approach to shape-from-shading", SIAM J. Numerical Analysis 1992.
 */
export function distanceFrom(d0: number, d1: number, d2: number, h0: number, h1: number, h2: number): number {
  if (d0 > d1)
    return d2 < d1
      ? inOrder(d2, d1, d0, h2, h1, h0)
      : d2 < d0
        ? inOrder(d1, d2, d0, h1, h2, h0)
        : inOrder(d1, d0, d2, h1, h0, h2);
  return d2 < d0
    ? inOrder(d2, d0, d1, h2, h0, h1)
    : d2 < d1
      ? inOrder(d0, d2, d1, h0, h2, h1)
      : inOrder(d0, d1, d2, h0, h1, h2);
}

/** Nearest first: an axis counts when what the ones before it say is farther than what it knows. */
function inOrder(d0: number, d1: number, d2: number, h0: number, h1: number, h2: number): number {
  const one = d0 + h0;
  if (one <= d1) return one;
  const w0 = 1 / (h0 * h0);
  const w1 = 1 / (h1 * h1);
  const two = largerRoot(w0 + w1, w0 * d0 + w1 * d1, w0 * d0 * d0 + w1 * d1 * d1 - 1);
  if (two <= d2) return two;
  const w2 = 1 / (h2 * h2);
  return largerRoot(w0 + w1 + w2, w0 * d0 + w1 * d1 + w2 * d2, w0 * d0 * d0 + w1 * d1 * d1 + w2 * d2 * d2 - 1);
}

/** Of a u^2 - 2 b u + c. */
function largerRoot(a: number, b: number, c: number): number {
  return (b + Math.sqrt(Math.max(0, b * b - a * c))) / a;
}
