import { type Dims, encodeByteMap } from '@scholia/volume';

/**
 * Most bytes of chances that are kept with a proposal. Five labels of a CT of 512 x 512 x 300 take 2 to 10 MB: their voxels are
 * nearly all certain. A network that is sure of nothing needs more, and has nothing to say.
 */
const MOST_BYTES = 64 * 1024 * 1024;

/** The chances of a prediction, packed label by label: what is unpacked is never more than one. */
export class PackedChances {
  readonly #dims: Dims;
  readonly #mostBytes: number;
  readonly #packed = new Map<number, Uint8Array>();
  #bytes = 0;

  constructor(dims: Dims, mostBytes: number = MOST_BYTES) {
    this.#dims = dims;
    this.#mostBytes = mostBytes;
  }

  /** Once there are too many, no more is packed. */
  async add(label: number, chances: Uint8Array): Promise<void> {
    if (this.#bytes > this.#mostBytes) return;
    const packed = await encodeByteMap(this.#dims, chances);
    this.#bytes += packed.length;
    this.#packed.set(label, packed);
  }

  /** Byte maps by label; null where they are too much to keep. */
  get kept(): ReadonlyMap<number, Uint8Array> | null {
    return this.#bytes <= this.#mostBytes ? this.#packed : null;
  }
}
