import { readStoredImage, readStoredLabels, type StoredImageRef } from '@scholia/api/stored-case';
import type { Digest } from '@scholia/core';
import { environment, FilesystemBlobStore } from '@scholia/db';
import type { LazyCase } from '@scholia/models';

/** Where image and labels of a training case are. */
export interface StoredCase {
  readonly image: StoredImageRef;
  readonly labels: Digest;
}

/** Read from the blob store, each time anew. */
export function lazyCase({ image, labels }: StoredCase): LazyCase {
  const blobs = new FilesystemBlobStore(environment().blobDir);
  return {
    async load() {
      const { data, dims, affine } = await readStoredImage(blobs, image);
      return { data, dims, affine, labels: await readStoredLabels(blobs, labels) };
    },
  };
}
