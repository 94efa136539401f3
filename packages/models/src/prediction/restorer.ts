import { bytesOfShares } from '@scholia/volume';
import { type FileBox, FileSlices } from './file-slices.ts';
import type { Plane } from './planes.ts';
import { disagreementOf, entropyOf, ForegroundMean } from './uncertainty.ts';

/** One slice of the file, or of the region of it, i fastest. */
export interface PredictedSlice {
  /** The probability of each label, in their order, 255 = certain. */
  readonly chances: readonly Uint8Array[];
  /** Predictive entropy, 255 = its largest value; null without passes. */
  readonly entropy: Uint8Array | null;
  /** How far mirrored views disagree, 255 = contradict each other; null without them. */
  readonly disagreement: Uint8Array | null;
}

export interface LabelledSlice {
  readonly labels: Uint8Array;
  /** Made only when asked for. */
  bytes(): PredictedSlice;
}

/** Planes of probabilities on the grid to labelled slices of the file: no class is ever a whole volume there. */
export class Restorer {
  readonly #box: FileBox;
  readonly #labels: readonly number[];
  readonly #entropy: ForegroundMean | null;
  readonly #disagreement: ForegroundMean | null;
  readonly #slices: FileSlices;
  /** Probabilities, then entropy and disagreement where there are such. */
  readonly #plane: Float32Array;

  constructor(box: FileBox, labels: readonly number[], has: { readonly passes: boolean; readonly mirrors: boolean }) {
    const channels = 1 + labels.length + (has.passes ? 1 : 0) + (has.mirrors ? 1 : 0);
    this.#box = box;
    this.#labels = labels;
    this.#entropy = has.passes ? new ForegroundMean() : null;
    this.#disagreement = has.mirrors ? new ForegroundMean() : null;
    this.#slices = new FileSlices(channels, box);
    this.#plane = new Float32Array(channels * box.grid.size[0] * box.grid.size[1]);
  }

  /** Of the planes so far; null without passes. */
  get uncertainty(): number | null {
    return this.#entropy?.value ?? null;
  }

  get disagreement(): number | null {
    return this.#disagreement?.value ?? null;
  }

  /** The next plane, and the slices that it completes. */
  *add({ probabilities, sampled, squares }: Plane): Generator<LabelledSlice> {
    const area = this.#box.grid.size[0] * this.#box.grid.size[1];
    const channel = (n: number) => this.#plane.subarray(n * area, (n + 1) * area);
    this.#plane.set(probabilities);
    if (this.#entropy) {
      // Of a network without dropout its own probabilities are all that is known of how unsure it is.
      const believed = sampled ?? probabilities;
      entropyOf(believed, channel(this.#entropyAt));
      this.#entropy.add(believed, channel(this.#entropyAt));
    }
    if (squares) {
      disagreementOf(probabilities, squares, channel(this.#disagreementAt));
      this.#disagreement?.add(probabilities, channel(this.#disagreementAt));
    }
    for (const slice of this.#slices.add(this.#plane))
      yield { labels: this.#labelsOf(slice), bytes: () => this.#bytesOf(slice) };
  }

  get #entropyAt(): number {
    return 1 + this.#labels.length;
  }

  get #disagreementAt(): number {
    return this.#entropyAt + (this.#entropy ? 1 : 0);
  }

  /** The likeliest class of each voxel; of equally likely ones the first. */
  #labelsOf(slice: Float32Array): Uint8Array {
    const [di, dj] = this.#box.crop.size;
    const labels = new Uint8Array(di * dj);
    const best = slice.slice(0, labels.length);
    for (const [n, label] of this.#labels.entries())
      for (let at = 0, own = (n + 1) * labels.length; at < labels.length; at++, own++) {
        if (slice[own] <= best[at]) continue;
        best[at] = slice[own];
        labels[at] = label;
      }
    return labels;
  }

  #bytesOf(slice: Float32Array): PredictedSlice {
    const area = this.#box.crop.size[0] * this.#box.crop.size[1];
    const channel = (n: number) => bytesOfShares(slice.subarray(n * area, (n + 1) * area));
    return {
      chances: this.#labels.map((_, n) => channel(n + 1)),
      entropy: this.#entropy && channel(this.#entropyAt),
      disagreement: this.#disagreement && channel(this.#disagreementAt),
    };
  }
}
