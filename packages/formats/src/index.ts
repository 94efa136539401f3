export type { DataType } from './nifti/data-types.ts';
export { extractVolume } from './nifti/extract-volume.ts';
export type { NiftiHeader } from './nifti/header.ts';
export { gzip } from './nifti/inflate.ts';
export type { Intensity } from './nifti/intensity.ts';
export { intensityOf } from './nifti/intensity.ts';
export { type NiftiImage, type ReadOptions, readNifti } from './nifti/read.ts';
export type { UnusableReason } from './nifti/refuse.ts';
export { type NiftiToWrite, writeNifti } from './nifti/write.ts';
