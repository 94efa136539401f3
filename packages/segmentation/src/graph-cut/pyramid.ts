import { type Dims, voxelCount } from '@scholia/volume';
import type { PerAxis, RegionCells } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';
import type { Chances } from './model.ts';
import { halved, placeOf } from './places.ts';

/** A region at one resolution. */
export interface Level extends RegionCells {
  readonly cells: Dims;
  readonly spacingMm: PerAxis;
  /** The cells that have a seed, in order. */
  readonly seeded: Int32Array;
  readonly chances: Chances;
  /** Cells of the level below (finer) in one of this, along i, j, k: 1 or 2. 1 for the finest. */
  readonly factor: Dims;
}

const NONE: Chances = new Map();

export type LevelContent = RegionCells & { readonly chances?: Chances | undefined };

export function levelOf(content: LevelContent, cells: Dims, spacingMm: PerAxis, factor: Dims = [1, 1, 1]): Level {
  const { image, seeds, chances = NONE } = content;
  const seeded: number[] = [];
  for (let cell = 0; cell < seeds.length; cell++) if (seeds[cell] !== 0) seeded.push(cell);
  return { image, seeds, chances, cells, spacingMm, seeded: Int32Array.from(seeded), factor };
}

/** Axes whose cells are less than so many times the shortest are halved together. */
const ALIKE = Math.SQRT2;

/** The region and coarser versions of it, finest first, until one has at most `coarsest` cells. Cells become cubes on the way. */
export function pyramidOf(content: LevelContent, cells: Dims, spacingMm: PerAxis, coarsest: number): readonly Level[] {
  const levels: Level[] = [levelOf(content, cells, spacingMm)];
  for (let level = levels[0]; voxelCount(level.cells) > coarsest; level = levels[levels.length - 1])
    levels.push(coarser(level));
  return levels;
}

function coarser(level: Level): Level {
  const { cells, spacingMm } = level;
  const shortest = Math.min(...spacingMm.filter((_, axis) => cells[axis] > 1));
  const factor = tuple((axis) => (cells[axis] > 1 && spacingMm[axis] < ALIKE * shortest ? 2 : 1));
  const size = tuple((axis) => Math.ceil(cells[axis] / factor[axis]));
  const blockMm = tuple((axis) => spacingMm[axis] * factor[axis]);
  return levelOf(blocksOf(level, factor, size), size, blockMm, factor);
}

const tuple = <T>(of: (axis: 0 | 1 | 2) => T): [T, T, T] => [of(0), of(1), of(2)];

const blocksOf = (level: Level, factor: Dims, size: Dims): LevelContent => ({
  image: meansOf(level.image, level.cells, factor, size),
  seeds: votesOf(level, factor, size),
  chances: new Map(
    Array.from(level.chances, ([label, of]) => [
      label,
      Uint8Array.from(meansOf(of, level.cells, factor, size), Math.round),
    ]),
  ),
});

/** Means of values over the cells of a coarser grid, each of which has `factor` of these `cells`. */
export function meansOf(
  values: Float32Array | Uint8Array,
  cells: Dims,
  [fi, fj, fk]: Dims,
  [ci, cj, ck]: Dims,
): Float32Array {
  const means = new Float32Array(ci * cj * ck);
  for (let k = 0, at = 0; k < cells[2]; k++)
    for (let j = 0; j < cells[1]; j++) {
      const row = ci * (halved(j, fj) + cj * halved(k, fk));
      for (let i = 0; i < cells[0]; i++, at++) means[row + halved(i, fi)] += values[at];
    }
  for (let k = 0, block = 0; k < ck; k++)
    for (let j = 0; j < cj; j++) {
      const rows = Math.min(fj, cells[1] - j * fj) * Math.min(fk, cells[2] - k * fk);
      for (let i = 0; i < ci; i++, block++) means[block] /= rows * Math.min(fi, cells[0] - i * fi);
    }
  return means;
}

/** A block with seeds inside and outside keeps what it has more of, and none when they are even. */
function votesOf({ seeds, seeded, cells }: Level, [fi, fj, fk]: Dims, [ci, cj, ck]: Dims): Uint8Array {
  const votes = new Int8Array(ci * cj * ck);
  const kinds = new Uint8Array(votes.length);
  const blocks = seeded.map((cell) => {
    const [i, j, k] = placeOf(cells, cell);
    return halved(i, fi) + ci * (halved(j, fj) + cj * halved(k, fk));
  });
  for (let n = 0; n < seeded.length; n++) {
    const seed = seeds[seeded[n]];
    votes[blocks[n]] += seed === OUTSIDE ? -1 : 1;
    if (seed !== OUTSIDE) kinds[blocks[n]] = seed;
  }
  for (const block of blocks) if (votes[block] <= 0) kinds[block] = votes[block] < 0 ? OUTSIDE : 0;
  return kinds;
}
