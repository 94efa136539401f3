import { environment, FilesystemBlobStore } from '@scholia/db';
import { Warm } from './warm.ts';

/** Of this process: the store that images come from, and what was loaded of it. */
export const blobs = new FilesystemBlobStore(environment().blobDir);
export const warm = new Warm(blobs);
