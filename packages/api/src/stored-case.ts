import type { Digest } from '@scholia/core';
import type { BlobStore } from '@scholia/db';
import { type NiftiImage, readNifti } from '@scholia/formats';
import { decodeLabelmap } from '@scholia/volume';

/** An image as the read models know it. */
export interface StoredImageRef {
  readonly blob: Digest;
  /** Of a 4D file; null for a 3D one. */
  readonly volumeIndex: number | null;
}

/** The voxels of an imported image, in stored order. What was checked at the import is not refused again. */
export async function readStoredImage(blobs: BlobStore, { blob, volumeIndex }: StoredImageRef): Promise<NiftiImage> {
  return readNifti(await blobs.get(blob), { volume: volumeIndex ?? undefined, replaceNonFinite: 0 });
}

/** A stored labelmap as one byte per voxel, in the image's order. */
export async function readStoredLabels(blobs: BlobStore, digest: Digest): Promise<Uint8Array> {
  return decodeLabelmap(await blobs.get(digest)).toDense();
}
