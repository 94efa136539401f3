import type { Dims } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';
import type { Pace } from '../method.ts';
import { CellHeap } from './cell-heap.ts';

/** Cells settled between two looks at the signal and the event loop: about 20 ms. */
const STEPS = 20_000;

/**
 * The path of least cost between two cells of a grid, i fastest, through the 26 neighbours of each: a step of d mm costs d times
 * the mean of `slowness` at its ends, which is above 0, and infinite where no path may go. Both ends belong to the path;
 * empty when there is none. 24 bytes per cell. Source: Dijkstra 1959.
 */
export async function leastCostPath(
  slowness: Float32Array,
  [ci, cj, ck]: Dims,
  spacingMm: PerAxis,
  from: number,
  to: number,
  pace: Pace,
): Promise<number[]> {
  const costs = new Float64Array(slowness.length).fill(Number.POSITIVE_INFINITY);
  /** The step, by its number, that led to a cell. */
  const steps = new Uint8Array(slowness.length);
  const { offsets, shifts, lengthsMm } = stepsOf([ci, cj, ck], spacingMm);
  const heap = new CellHeap(costs);
  costs[from] = 0;
  heap.put(from);
  let settled = 0;
  for (let cell = heap.take(); cell !== -1 && cell !== to; cell = heap.take()) {
    if (++settled % STEPS === 0) await pace.breathe();
    const i = cell % ci;
    const j = Math.floor(cell / ci) % cj;
    const k = Math.floor(cell / (ci * cj));
    for (let step = 0; step < offsets.length; step++) {
      const [x, y, z] = [i + shifts[3 * step], j + shifts[3 * step + 1], k + shifts[3 * step + 2]];
      if (x < 0 || x >= ci || y < 0 || y >= cj || z < 0 || z >= ck) continue;
      const next = cell + offsets[step];
      const cost = costs[cell] + 0.5 * lengthsMm[step] * (slowness[cell] + slowness[next]);
      if (!(cost < costs[next])) continue;
      costs[next] = cost;
      steps[next] = step;
      heap.put(next);
    }
  }
  if (costs[to] === Number.POSITIVE_INFINITY) return [];
  const path = [to];
  for (let cell = to; cell !== from; path.push(cell)) cell -= offsets[steps[cell]];
  return path;
}

/** The steps to the 26 neighbours: how far in the array, along each axis, and in millimetres. */
function stepsOf([ci, cj]: Dims, [si, sj, sk]: PerAxis) {
  const offsets: number[] = [];
  const shifts: number[] = [];
  const lengthsMm: number[] = [];
  for (let z = -1; z <= 1; z++)
    for (let y = -1; y <= 1; y++)
      for (let x = -1; x <= 1; x++) {
        if (x === 0 && y === 0 && z === 0) continue;
        offsets.push(x + ci * (y + cj * z));
        shifts.push(x, y, z);
        lengthsMm.push(Math.hypot(x * si, y * sj, z * sk));
      }
  return { offsets: Int32Array.from(offsets), shifts: Int8Array.from(shifts), lengthsMm: Float64Array.from(lengthsMm) };
}
