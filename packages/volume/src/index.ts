export { ByteMapWriter, bytesOfShares, decodeByteMap, encodeByteMap } from './byte-map-codec.ts';
export { type Crop, cropLabels, pasteLabels } from './crop.ts';
export {
  assertGrid,
  clampPoints,
  type Dims,
  type Grid,
  MAX_AXIS,
  MAX_SPACING_UM,
  pointsInside,
  SUBVOXEL,
  sameDims,
  voxelCount,
} from './grid.ts';
export { BRICK, BRICK_VOXELS, brickCountOf, brickOffset, isEmptyBrick, Labelmap } from './labelmap.ts';
export { type DecodeLimits, decodeLabelmap, encodeLabelmap, visitLabelmap } from './labelmap-codec.ts';
export { labelmapDigest } from './labelmap-digest.ts';
export { packBrick, unpackBrick } from './pack-brick.ts';
export {
  boundsOf,
  boxInside,
  checkPatch,
  decodePatch,
  ERASE,
  encodePatch,
  patchBox,
  visitChanges,
  visitPatch,
} from './patch-codec.ts';
export { MAX_RADIUS_UM, rasteriseStroke, type StrokeShape, strokeCost } from './rasterise.ts';
export { regionReach, strokeReach, type VoxelBox } from './reach.ts';
export {
  type BoxShape,
  type PolygonShape,
  planeAxes,
  type RegionShape,
  rasteriseRegion,
  regionCost,
  regionInside,
} from './region.ts';
export { type LinearSamples, linearSamples, resampleLinear, resampleNearest } from './resample.ts';
export { applyRuns, type Run, runsOf } from './runs.ts';
export { longestRuns, type SliceRun, type SliceRuns, slicesIn, unionOfRuns } from './slice-runs.ts';
export { ByteReader, ByteWriter, malformed } from './varint.ts';
