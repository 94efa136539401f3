import { readStoredImage, type StoredImageRef } from '@scholia/api/stored-case';
import type { Digest } from '@scholia/core';
import type { BlobStore } from '@scholia/db';
import { type ExecutionProvider, type GridImage, onnxRuntime, Predictor, type Stopwatch } from '@scholia/models';
import { type NetworkKind, openNetwork } from '../open-network.ts';
import { RecentlyUsed } from './recently-used.ts';

/** Which network, on what. */
export interface ModelRef {
  /** Blob of a checkpoint or an ONNX file. */
  readonly weights: Digest;
  readonly network: NetworkKind;
  readonly provider: ExecutionProvider;
  /** How often its patch is halved, to take less memory. (Default: 0) */
  readonly halvings?: number | undefined;
}

/** Loaded networks: the one in use, and the one before. */
const MOST_MODELS = 2;
/** Images as networks see them, 4 bytes a voxel of their grid. */
const MOST_IMAGE_BYTES = 512 * 1024 * 1024;

/** What a process has loaded and may need again: a click on an image that is here costs its network alone. */
export class Warm {
  readonly #blobs: BlobStore;
  readonly #models = new RecentlyUsed<Predictor>(
    MOST_MODELS,
    () => 1,
    (predictor) => predictor.dispose(),
  );
  readonly #images = new RecentlyUsed<GridImage>(MOST_IMAGE_BYTES, ({ data }) => data.byteLength);

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  /** Throws AppError 'out-of-memory' where the patch cannot be halved so often. Times 'load' if it has to. */
  async model({ weights, network, provider, halvings = 0 }: ModelRef, stopwatch: Stopwatch): Promise<Predictor> {
    return await this.#models.get(JSON.stringify([weights, network, provider, halvings]), () =>
      stopwatch.time('load', async () => {
        const openSession = onnxRuntime({ provider, onProvider: sayFallback });
        return new Predictor(await openNetwork(await this.#blobs.get(weights), network, halvings, openSession));
      }),
    );
  }

  /** Times 'read' and 'prepare' if it has to. */
  async image(ref: StoredImageRef, predictor: Predictor, stopwatch: Stopwatch): Promise<GridImage> {
    const { targetSpacingMm, intensity } = predictor.grid;
    return await this.#images.get(JSON.stringify([ref.blob, ref.volumeIndex, targetSpacingMm, intensity]), async () => {
      const stored = await stopwatch.time('read', () => readStoredImage(this.#blobs, ref));
      return await stopwatch.time('prepare', () => predictor.prepare(stored));
    });
  }
}

function sayFallback(used: ExecutionProvider, why?: string): void {
  if (why) process.stderr.write(`${JSON.stringify({ message: 'provider-fallback', used, why })}\n`);
}
