export { COMBINATIONS, type Combination, combine, type LabelSet } from './combine.ts';
export { squaredDistance } from './distance.ts';
export { fillHoles } from './fill-holes.ts';
export { type Flood, type FloodOptions, fillVoxels, floodFill, nearIntensity, sameLabel } from './flood-fill.ts';
export { interpolateSlices } from './interpolate.ts';
export { dropSmallIslands, keepLargestIsland } from './islands.ts';
export { margin } from './margin.ts';
export { smooth } from './smooth.ts';
export { thresholdBrush } from './threshold-brush.ts';
