import { squaredDistance } from '../grid/distance.ts';
import { cellSpacingMm, type Region, type RegionCells, visitRegion } from '../grid/region.ts';
import type { Case } from '../method.ts';

/** Where a contour begins, per cell of a region. */
export interface Start {
  /** 1 for inside. */
  readonly inside: Uint8Array;
  /** 1 for cells that stay inside, -1 for those that stay outside, else 0. */
  readonly hard: Int8Array;
}

/**
 * The cells drawn with this label, or else balls of `seedMm` around its prompts; `seedMm` 0 is three times the shortest edge of a
 * cell. Other prompts, and cells that are `taken` (not 0) by other labels, stay outside.
 */
export function startOf(
  given: Case,
  region: Region,
  { seeds }: RegionCells,
  taken: Uint8Array,
  label: number,
  seedMm: number,
): Start {
  const hard = Int8Array.from(seeds, (seed, cell) => (seed === label ? 1 : seed !== 0 || taken[cell] !== 0 ? -1 : 0));
  const found = drawnWith(label, given, region) ?? ballsAround(label, given, region, seeds, seedMm);
  return { inside: found.map((value, cell) => (hard[cell] === 0 ? value : hard[cell] > 0 ? 1 : 0)), hard };
}

/** Cells with a voxel of this label, if there is one. */
function drawnWith(label: number, { drawn, dims }: Case, region: Region): Uint8Array | undefined {
  if (!drawn?.includes(label)) return undefined;
  const cells = new Uint8Array(region.cells[0] * region.cells[1] * region.cells[2]);
  visitRegion(region, dims, (at, cell) => {
    if (drawn[at] === label) cells[cell] = 1;
  });
  return cells;
}

function ballsAround(
  label: number,
  { spacingMm }: Case,
  region: Region,
  seeds: Uint8Array,
  seedMm: number,
): Uint8Array {
  const cellMm = cellSpacingMm(region, spacingMm);
  const radius = seedMm || 3 * Math.min(...cellMm);
  const squares = squaredDistance(region.cells, cellMm, (cell) => seeds[cell] === label);
  return Uint8Array.from(squares, (square) => (square <= radius * radius ? 1 : 0));
}
