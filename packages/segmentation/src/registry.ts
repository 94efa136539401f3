import { box } from './box/box.ts';
import { closedCurve } from './closed-curve/closed-curve.ts';
import { extremePoints } from './extreme-points/extreme-points.ts';
import { geodesic } from './geodesic/geodesic.ts';
import { graphCut } from './graph-cut/graph-cut.ts';
import { interpolate } from './interpolate/interpolate.ts';
import { levelSet } from './level-set/level-set.ts';
import type { AnyMethod } from './method.ts';
import { randomWalker } from './random-walker/random-walker.ts';

/** Every method, by the name that events give it. A new one is a folder and a line here. */
export const METHODS = {
  box,
  'closed-curve': closedCurve,
  'extreme-points': extremePoints,
  geodesic,
  'graph-cut': graphCut,
  interpolate,
  'random-walker': randomWalker,
import { pixelClassifier } from './pixel-classifier/pixel-classifier.ts';

/** Every method, by the name that events give it. A new one is a folder and a line here. */
export const METHODS = {
  [graphCut.name]: graphCut,
  [levelSet.name]: levelSet,
  [pixelClassifier.name]: pixelClassifier,
} as const satisfies Record<string, AnyMethod>;

export type MethodName = keyof typeof METHODS;

export const methodNamed = (name: string): AnyMethod | undefined =>
  new Map<string, AnyMethod>(Object.entries(METHODS)).get(name);
