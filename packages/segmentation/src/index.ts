export { box } from './box/box.ts';
export { closedCurve } from './closed-curve/closed-curve.ts';
export { extremePoints } from './extreme-points/extreme-points.ts';
export { flood } from './flood/flood.ts';
export { geodesic } from './geodesic/geodesic.ts';
export { energiesOfSearches, graphCut } from './graph-cut/graph-cut.ts';
export type { Grid } from './grid/extent.ts';
export type { PerAxis, Region } from './grid/region.ts';
export { growFromSeeds } from './grow-from-seeds/grow-from-seeds.ts';
export { interpolate } from './interpolate/interpolate.ts';
export { levelSet } from './level-set/level-set.ts';
export {
  type Answer,
  type AnyMethod,
  type Asks,
  type Case,
  defaultsOf,
  type Method,
  OUTSIDE,
  type Parameter,
  type Parameters,
  type Progress,
  type ValuesOf,
  valuesFrom,
  type Work,
} from './method.ts';
export { pixelClassifier } from './pixel-classifier/pixel-classifier.ts';
export { randomWalker } from './random-walker/random-walker.ts';
export { reachOf } from './reach.ts';
export { regionGrowing } from './region-growing/region-growing.ts';
export { METHODS, type MethodName, methodNamed } from './registry.ts';
export { watershed } from './watershed/watershed.ts';
