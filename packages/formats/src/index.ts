export { gzip } from './nifti/inflate.ts';
export { type Intensity, intensityOf } from './nifti/intensity.ts';
export { type NiftiImage, type ReadNiftiOptions, readNifti } from './nifti/read.ts';
export type { UnusableReason } from './nifti/unusable.ts';
export { extractVolume, type WriteNifti, writeNifti } from './nifti/write.ts';
