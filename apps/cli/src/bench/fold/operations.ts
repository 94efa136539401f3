import type { Operation, OperationEntry } from '@scholia/collab';
import { type Digest, digestOf, type Random } from '@scholia/core';
import { clampPoints, encodeLabelmap, type Grid, Labelmap } from '@scholia/volume';

const PEOPLE = 8;
const ORGANS = 12;
const LABELS = 6;

/** The reading of a team: mostly strokes around some organs, with fills, masks, erasing and undo among them. */
export function mixedOperations(
  grid: Grid,
  count: number,
  random: Random,
): { entries: OperationEntry[]; blobs: Map<Digest, Labelmap> } {
  const organs = Array.from({ length: ORGANS }, () => grid.dims.map((size) => size * (0.2 + 0.6 * random.next())));
  const masks = organs.slice(0, 4).map((centre, n) => ball(grid, centre, 1 + (n % LABELS)));
  const blobs = new Map(masks.map((mask) => [digestOf(encodeLabelmap(mask)), mask]));
  const entries: OperationEntry[] = [];
  for (let n = 0; n < count; n++) {
    const session = 1 + random.integer(PEOPLE);
    const id = { session, counter: n };
    entries.push({ id, op: operation(grid, organs, [...blobs.keys()], entries, session, n + 1, random) });
  }
  return { entries, blobs };
}

function operation(
  grid: Grid,
  organs: readonly (readonly number[])[],
  blobs: readonly Digest[],
  before: readonly OperationEntry[],
  session: number,
  lamport: number,
  random: Random,
): Operation {
  const stamp = { lamport, seen: BigInt(lamport - 1) };
  const kind = random.next();
  const organ = random.integer(ORGANS);
  const writing = { policy: { mode: random.next() < 0.2 ? 'onlyEmpty' : 'all' }, locked: [] } as const;
  if (kind < 0.05) {
    const target = before.findLast(({ id, op }) => id.session === session && op.type === 'Stroke')?.id;
    if (target) return { type: 'Undo', ...stamp, target };
  }
  if (kind < 0.052) {
    const source = { type: 'import' } as const;
    return { type: 'Mask', ...stamp, layer: 'labels', blob: blobs[random.integer(blobs.length)], source, ...writing };
  }
  const value = kind < 0.12 ? 0 : 1 + (organ % LABELS);
  const [i, j, k] = organs[organ].map((at, axis) => at + random.gaussian() * (axis === 2 ? 8 : 20));
  const slice = Math.min(grid.dims[2] - 1, Math.max(0, Math.round(k)));
  if (kind < 0.2) {
    const corners = Array.from({ length: 40 }, (_, n) => (n * Math.PI) / 20).flatMap((angle) => {
      const radius = 8 * (15 + 3 * Math.sin(3 * angle));
      return [8 * i + radius * Math.cos(angle), 8 * j + radius * Math.sin(angle)];
    });
    const points = Int32Array.from(corners, (at, p) =>
      Math.min(8 * grid.dims[p % 2] - 5, Math.max(-4, Math.round(at))),
    );
    const shape = { type: 'polygon', axis: 2, first: slice, last: slice, points } as const;
    return { type: 'Fill', ...stamp, layer: 'labels', value, shape, ...writing };
  }
  const turn = random.next() * 6;
  const path = Array.from({ length: 25 }, (_, n) => [
    8 * i + 20 * n * Math.cos(turn + n / 12),
    8 * j + 20 * n * Math.sin(turn + n / 12),
    8 * slice,
  ]);
  const points = clampPoints(grid.dims, Int32Array.from(path.flat(), Math.round));
  const shape = random.next() < 0.7 ? 'disc' : 'sphere';
  const radiusUm = 2000 + random.integer(6000);
  return { type: 'Stroke', ...stamp, layer: 'labels', value, shape: { shape, axis: 2, radiusUm, points }, ...writing };
}

function ball(grid: Grid, centre: readonly number[], value: number): Labelmap {
  const mask = new Labelmap(grid.dims);
  const radius = 30;
  for (let dk = -radius; dk <= radius; dk++)
    for (let dj = -radius; dj <= radius; dj++) {
      const half = Math.floor(Math.sqrt(Math.max(0, radius * radius - dj * dj - dk * dk)));
      const [i, j, k] = [centre[0], centre[1] + dj, centre[2] + dk].map(Math.floor);
      if (half === 0 || j < 0 || k < 0 || j >= grid.dims[1] || k >= grid.dims[2]) continue;
      mask.fillRun(Math.max(0, i - half), Math.min(grid.dims[0] - 1, i + half), j, k, value);
    }
  return mask;
}
