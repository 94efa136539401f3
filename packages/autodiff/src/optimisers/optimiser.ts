import type { Value } from '../graph.ts';

export type Vectors = Readonly<Record<string, Value>>;

/** How weights follow their gradient, as nodes of a graph. Nothing changes in place: a step is undone by not taking its outputs. */
export interface Optimiser {
  readonly name: string;
  /** What it keeps between steps beside the weights: vectors [P] by name, all zeros before the first step. */
  readonly moments: readonly string[];
  /** Scalar inputs of its graph that follow from the step t = 1, 2, ... alone, by name. */
  scalarsAt(step: number): Readonly<Record<string, number>>;
  /** `weights`, `gradient` and moments [P]; scalars `scalarsAt` gives, and the learning rate. */
  update(given: Update): { readonly weights: Value; readonly moments: Vectors };
}

export interface Update {
  readonly weights: Value;
  readonly gradient: Value;
  readonly moments: Vectors;
  readonly scalars: Vectors;
  readonly learningRate: Value;
}

/** old beta + fresh share */
export const mix = (old: Value, beta: number, fresh: Value, share: number): Value =>
  plus(times(old, beta), share === 1 ? fresh : times(fresh, share));

const plus = (a: Value, b: Value) => a.graph.node('Add', [a, b], a.dims);
const times = (a: Value, factor: number) => a.graph.node('Mul', [a, a.graph.scalar(factor)], a.dims);
