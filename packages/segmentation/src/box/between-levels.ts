import { must } from '@scholia/core';
import { type Dims, voxelCount } from '@scholia/volume';
import type { Evidence } from '../graph-cut/cut.ts';
import type { Level } from '../graph-cut/pyramid.ts';

/**
 * Log odds of the finest cells as evidence on every level: a block has the mean of its cells, so that a cut along blocks costs on each
 * level what it would cost cell by cell, as a share of all. `levels` are finest first.
 */
export function pooledEvidence(odds: Float32Array, levels: readonly Level[]): Evidence {
  const ofLevels = new Map<Level, Float32Array>();
  let values = odds;
  for (const [n, level] of levels.entries()) {
    if (n > 0) values = meansOfBlocks(values, levels[n - 1].cells, level);
    ofLevels.set(level, values);
  }
  return (level, cell) => must(ofLevels.get(level), 'evidence is asked for of these levels')[cell];
}

function meansOfBlocks(values: Float32Array, finer: Dims, level: Level): Float32Array {
  const sums = new Float32Array(voxelCount(level.cells));
  const counts = new Uint8Array(sums.length);
  visitChildren(finer, level, (cell, block) => {
    sums[block] += values[cell];
    counts[block]++;
  });
  for (let block = 0; block < sums.length; block++) sums[block] /= counts[block];
  return sums;
}

/** What holds for the cells of the coarsest level, for the finest. */
export function spread(ofCells: Uint8Array, levels: readonly Level[]): Uint8Array {
  let values = ofCells;
  for (let n = levels.length - 1; n > 0; n--) {
    const finer = new Uint8Array(voxelCount(levels[n - 1].cells));
    visitChildren(levels[n - 1].cells, levels[n], (cell, block) => {
      finer[cell] = values[block];
    });
    values = finer;
  }
  return values;
}

/** Every cell of the finer grid, and the block of the level that it is in. */
function visitChildren(
  [ci, cj, ck]: Dims,
  { factor, cells }: Level,
  each: (cell: number, block: number) => void,
): void {
  for (let k = 0, cell = 0; k < ck; k++)
    for (let j = 0; j < cj; j++) {
      const row = cells[0] * (Math.trunc(j / factor[1]) + cells[1] * Math.trunc(k / factor[2]));
      for (let i = 0; i < ci; i++, cell++) each(cell, row + Math.trunc(i / factor[0]));
    }
}
