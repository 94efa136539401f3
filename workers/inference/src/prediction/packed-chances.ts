import { ByteMapWriter, type Dims } from '@scholia/volume';

/**
 * Most bytes of chances that are kept with a proposal. Five labels of a CT of 512 x 512 x 300 take 2 to 10 MB: their voxels are
 * nearly all certain. A network that is sure of nothing needs more, and has nothing to say.
 */
const MOST_BYTES = 64 * 1024 * 1024;

/** The chances of a prediction by label, packed slice by slice. */
export class PackedChances {
  readonly #writers: ReadonlyMap<number, ByteMapWriter>;
  readonly #mostBytes: number;

  constructor(dims: Dims, labels: readonly number[], mostBytes: number = MOST_BYTES) {
    this.#writers = new Map(labels.map((label) => [label, new ByteMapWriter(dims)]));
    this.#mostBytes = mostBytes;
  }

  /** The next voxels of each label, in the order of the labels. Once there are too many bytes, no more is packed. */
  async add(chances: readonly Uint8Array[]): Promise<void> {
    if (this.#isTooMuch()) return;
    for (const [n, writer] of [...this.#writers.values()].entries()) await writer.add(chances[n]);
  }

  /** Byte maps by label; null where they are too much to keep. */
  async finish(): Promise<ReadonlyMap<number, Uint8Array> | null> {
    const packed = new Map<number, Uint8Array>();
    if (!this.#isTooMuch()) for (const [label, writer] of this.#writers) packed.set(label, await writer.finish());
    return this.#isTooMuch() ? null : packed;
  }

  #isTooMuch(): boolean {
    let bytes = 0;
    for (const writer of this.#writers.values()) bytes += writer.length;
    return bytes > this.#mostBytes;
  }
}
