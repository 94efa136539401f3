import { box } from './box/box.ts';
import { closedCurve } from './closed-curve/closed-curve.ts';
import { extremePoints } from './extreme-points/extreme-points.ts';
import { flood } from './flood/flood.ts';
import { geodesic } from './geodesic/geodesic.ts';
import { graphCut } from './graph-cut/graph-cut.ts';
import { growFromSeeds } from './grow-from-seeds/grow-from-seeds.ts';
import { interpolate } from './interpolate/interpolate.ts';
import { levelSet } from './level-set/level-set.ts';
import type { AnyMethod } from './method.ts';
import { pixelClassifier } from './pixel-classifier/pixel-classifier.ts';
import { randomWalker } from './random-walker/random-walker.ts';
import { regionGrowing } from './region-growing/region-growing.ts';
import { watershed } from './watershed/watershed.ts';

/** Every method, by the name that events give it, in the order in which people are shown them. A new one is a folder and a line here. */
export const METHODS = {
  'graph-cut': graphCut,
  geodesic,
  'random-walker': randomWalker,
  'grow-from-seeds': growFromSeeds,
  watershed,
  'pixel-classifier': pixelClassifier,
  'region-growing': regionGrowing,
  flood,
  'level-set': levelSet,
  box,
  'extreme-points': extremePoints,
  'closed-curve': closedCurve,
  interpolate,
} as const satisfies Record<string, AnyMethod>;

export type MethodName = keyof typeof METHODS;

export const methodNamed = (name: string): AnyMethod | undefined =>
  new Map<string, AnyMethod>(Object.entries(METHODS)).get(name);
