/** Largest integer r with r*r <= n, for an integer 0 <= n < 2^52 (so r < 2^26): exact whatever the last bit of Math.sqrt is. */
export function isqrt(n: number): number {
  let root = Math.sqrt(n) | 0;
  while (root * root > n) root--;
  while ((root + 1) * (root + 1) <= n) root++;
  return root;
}
