import type { Random } from '@scholia/core';
import type { Codes } from './codes.ts';

/** The prompted cells to learn from. */
export interface Samples {
  /** What each class stands for: labels in rising order, OUTSIDE last. */
  readonly classes: readonly number[];
  /** Cells of each class. */
  readonly cellsOfClass: readonly Uint32Array[];
  readonly codes: Codes;
}

/** Draws of one tree, at most: a tree of more is hardly better, and takes longer. */
const MOST_DRAWS = 20_000;

export function samplesOf(seeds: Uint8Array, codes: Codes): Samples {
  const classes = [...new Set(seeds)].filter((seed) => seed !== 0).sort((a, b) => a - b);
  const cellsOfClass = classes.map((value) => {
    const cells = new Uint32Array(seeds.reduce((sum, seed) => sum + (seed === value ? 1 : 0), 0));
    for (let cell = 0, n = 0; cell < seeds.length; cell++) if (seeds[cell] === value) cells[n++] = cell;
    return cells;
  });
  return { classes, cellsOfClass, codes };
}

/** What one tree learns from: codes of `count` draws, side by side as in Codes, and the class of each draw. */
export interface Draws {
  readonly count: number;
  readonly features: number;
  readonly codes: Uint8Array;
  readonly classOf: Uint8Array;
}

/**
 * Draws with replacement, as many of each class, so that sides of different size count alike; together about as many as there are cells.
 * Source: Chen, Liaw and Breiman, "Using Random Forest to Learn Imbalanced Data", 2004.
 */
export function draw({ cellsOfClass, codes: { features, bytes } }: Samples, random: Random): Draws {
  const cells = cellsOfClass.reduce((sum, { length }) => sum + length, 0);
  const perClass = Math.ceil(Math.min(MOST_DRAWS, cells) / cellsOfClass.length);
  const count = perClass * cellsOfClass.length;
  const codes = new Uint8Array(count * features);
  const classOf = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const own = cellsOfClass[n % cellsOfClass.length];
    const cell = own[random.integer(own.length)];
    for (let feature = 0; feature < features; feature++)
      codes[n * features + feature] = bytes[cell * features + feature];
    classOf[n] = n % cellsOfClass.length;
  }
  return { count, features, codes, classOf };
}
