/** Bins of the intensity histogram. */
const BINS = 256;

/**
 * The best Dice that any rule of the form "these intensities are this label" reaches in one image, fitted on its true
 * labels: an upper bound for every classifier that looks at intensity alone. The Dice-optimal set of histogram bins is a
 * prefix of the bins sorted by the label's share (adding a bin helps while its share is above half of the Dice).
 * `image` and `truth` have equal length. NaN when the label does not occur.
 */
export function intensityOnlyDice(image: ArrayLike<number>, truth: Uint8Array, label: number): number {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < image.length; at++) {
    min = Math.min(min, image[at]);
    max = Math.max(max, image[at]);
  }
  const scale = max > min ? BINS / (max - min) : 0;
  const all = new Float64Array(BINS);
  const labelled = new Float64Array(BINS);
  let total = 0;
  for (let at = 0; at < image.length; at++) {
    const bin = Math.min(BINS - 1, Math.floor((image[at] - min) * scale));
    all[bin]++;
    if (truth[at] !== label) continue;
    labelled[bin]++;
    total++;
  }
  if (total === 0) return Number.NaN;
  const bins = Array.from(all.keys()).filter((bin) => all[bin] > 0);
  bins.sort((a, b) => labelled[b] / all[b] - labelled[a] / all[a]);
  let [both, chosen, best] = [0, 0, 0];
  for (const bin of bins) {
    both += labelled[bin];
    chosen += all[bin];
    best = Math.max(best, (2 * both) / (total + chosen));
  }
  return best;
}
