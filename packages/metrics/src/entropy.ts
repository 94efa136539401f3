/** Shannon entropy of one distribution, in nats. Zero probabilities add nothing. */
export function entropy(probabilities: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < probabilities.length; at++) {
    const p = probabilities[at];
    if (p > 0) sum -= p * Math.log(p);
  }
  return sum;
}
