import { type Dims, voxelCount } from '@scholia/volume';
import type { PerAxis, RegionCells } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';

/** A region at one resolution. */
export interface Level extends RegionCells {
  readonly cells: Dims;
  readonly spacingMm: PerAxis;
  /** The cells that have a seed, in order. */
  readonly seeded: Int32Array;
  /** Cells of the level below (finer) in one of this, along i, j, k: 1 or 2. 1 for the finest. */
  readonly factor: Dims;
}

export function levelOf(content: RegionCells, cells: Dims, spacingMm: PerAxis, factor: Dims = [1, 1, 1]): Level {
  const { seeds } = content;
  let count = 0;
  for (let cell = 0; cell < seeds.length; cell++) if (seeds[cell] !== 0) count++;
  const seeded = new Int32Array(count);
  for (let cell = seeds.length - 1; cell >= 0; cell--) if (seeds[cell] !== 0) seeded[--count] = cell;
  return { ...content, cells, spacingMm, seeded, factor };
}

/** Axes whose cells are less than so many times the shortest are halved together. */
const ALIKE = Math.SQRT2;

/** The region and coarser versions of it, finest first, until one has at most `coarsest` cells. Cells become cubes on the way. */
export function pyramidOf(content: RegionCells, cells: Dims, spacingMm: PerAxis, coarsest: number): readonly Level[] {
  const levels: Level[] = [levelOf(content, cells, spacingMm)];
  for (let level = levels[0]; voxelCount(level.cells) > coarsest; level = levels[levels.length - 1])
    levels.push(halved(level));
  return levels;
}

function halved(level: Level): Level {
  const { cells, spacingMm } = level;
  const shortest = Math.min(...spacingMm.filter((_, axis) => cells[axis] > 1));
  const factor = tuple((axis) => (cells[axis] > 1 && spacingMm[axis] < ALIKE * shortest ? 2 : 1));
  const size = tuple((axis) => Math.ceil(cells[axis] / factor[axis]));
  const blockMm = tuple((axis) => spacingMm[axis] * factor[axis]);
  return levelOf(blocksOf(level, factor, size), size, blockMm, factor);
}

const tuple = <T>(of: (axis: 0 | 1 | 2) => T): [T, T, T] => [of(0), of(1), of(2)];

/** Means; a block with seeds inside and outside keeps what it has more of, and none when they are even. */
function blocksOf({ image, seeds, cells }: Level, [fi, fj, fk]: Dims, [ci, cj, ck]: Dims): RegionCells {
  const means = new Float32Array(ci * cj * ck);
  const counts = new Uint8Array(means.length);
  const votes = new Int8Array(means.length);
  const kinds = new Uint8Array(means.length);
  for (let k = 0, at = 0; k < cells[2]; k++)
    for (let j = 0; j < cells[1]; j++) {
      const row = ci * (Math.trunc(j / fj) + cj * Math.trunc(k / fk));
      for (let i = 0; i < cells[0]; i++, at++) {
        const block = row + Math.trunc(i / fi);
        means[block] += image[at];
        counts[block]++;
        const seed = seeds[at];
        if (seed === 0) continue;
        votes[block] += seed === OUTSIDE ? -1 : 1;
        if (seed !== OUTSIDE) kinds[block] = seed;
      }
    }
  for (let block = 0; block < means.length; block++) means[block] /= counts[block];
  return {
    image: means,
    seeds: kinds.map((kind, block) => (votes[block] > 0 ? kind : votes[block] < 0 ? OUTSIDE : 0)),
  };
}
